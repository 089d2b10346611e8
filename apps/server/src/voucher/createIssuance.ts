import type { Config } from '../config/parseConfig.js'
import { createLocalSigner } from './Signer.js'
import type { Issuance } from './signVoucher.js'

/** Creates what credits are issued with, as it is configured. */
export function createIssuance(
  config: Pick<Config, 'signerPrivateKey' | 'chainId' | 'creditsManagerAddress'>,
): Issuance {
  return {
    chainId: config.chainId,
    contract: config.creditsManagerAddress,
    signer: createLocalSigner(config.signerPrivateKey),
  }
}
