import { type Config, parseConfig } from '../src/config/parseConfig.js'
import type { Allowance } from '../src/voucher/Allowance.js'
import { createLocalSigner } from '../src/voucher/createLocalSigner.js'
import type { Issuance } from '../src/voucher/signVoucher.js'

type Settings = Pick<Config, 'signerPrivateKey' | 'chainId' | 'creditsManagerAddress'>

/** Creates what a test issues credits with past a server: its signer may sign anything, and needs no database for it. */
export function createTestIssuance(config: Settings = parseConfig({})): Issuance {
  const { chainId, creditsManagerAddress: contract, signerPrivateKey } = config
  return { chainId, contract, signer: createLocalSigner(signerPrivateKey), allowance: openAllowance }
}

/** Lets everything be signed and notes nothing. */
export const openAllowance: Allowance = {
  take() {},
  hold: async () => ({ ...openAllowance, release() {} }),
}
