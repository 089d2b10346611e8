import { signerAddress } from '@credits-server/onchain'
import type pg from 'pg'
import type { Config } from '../../config/parseConfig.js'
import { type Finding, warning } from './Finding.js'

type Signed = { readonly signer: string; readonly chain: string; readonly contract: string }

/**
 * Checks that credits will be signed as the last one was. Keys and contracts are changed on purpose, and by mistake; what was
 * signed before stays as it is.
 */
export async function checkLastCredit(
  client: pg.Client,
  { signerPrivateKey, chainId, creditsManagerAddress }: Config,
): Promise<Finding[]> {
  const { rows } = await client.query<Signed>(
    'select signer, chain_id::text as chain, contract from credits order by created_at desc, id desc limit 1',
  )
  const last = rows[0]
  if (last === undefined) return []
  const now: Signed = {
    signer: signerAddress(signerPrivateKey),
    chain: String(chainId),
    contract: creditsManagerAddress,
  }
  const differ = (['signer', 'chain', 'contract'] as const).filter((name) => last[name] !== now[name])
  return differ.map((name) =>
    warning(
      'signer',
      `the last credit is of ${name} ${last[name]}, the next one will be of ${now[name]}`,
      remedies[name],
    ),
  )
}

const remedies = {
  signer: 'See that both hold CREDITS_SIGNER_ROLE, or correct SIGNER_PRIVATE_KEY.',
  chain: 'Correct CHAIN_ID, unless the program has moved.',
  contract: 'Correct CREDITS_MANAGER_ADDRESS, unless the contract was replaced.',
} as const
