import type { Knex } from 'knex'
import type { Config } from '../config/parseConfig.js'
import { createAllowance, type SharedAllowance } from './createAllowance.js'
import { createLeaseAllowance } from './createLeaseAllowance.js'
import { createLocalSigner } from './createLocalSigner.js'
import type { Issuance } from './signVoucher.js'

type Settings = Pick<
  Config,
  'signerPrivateKey' | 'chainId' | 'creditsManagerAddress' | 'signerHourlyWei' | 'signerDailyWei'
>

/** Creates what credits are issued with, as it is configured. Its allowance is to be closed before the pool. */
export function createIssuance(config: Settings, knex: Knex): Issuance & { readonly allowance: SharedAllowance } {
  const signer = createLocalSigner(config.signerPrivateKey)
  const { chainId, creditsManagerAddress: contract } = config
  const caps = { hourlyWei: config.signerHourlyWei, dailyWei: config.signerDailyWei }
  const leaseAllowance = createLeaseAllowance({ knex, signer: signer.address, chainId, contract, caps })
  return { chainId, contract, signer, allowance: createAllowance({ caps, leaseAllowance }) }
}
