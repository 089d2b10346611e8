import { randomUUID } from 'node:crypto'
import type { Credit } from '@credits-server/contract'
import { type Address, parseAddress } from '@credits-server/onchain'
import { rootApiKey, startTestServer, type TestServer } from '../../server/test/startTestServer.js'
import type { Chain } from '../src/Chain.js'
import { type SignedFields, signerKey } from './testCredits.js'

/** The environment of a server whose vouchers are for this chain. */
export function envFor({ chainId, creditsManager }: Chain) {
  return { CHAIN_ID: String(chainId), CREDITS_MANAGER_ADDRESS: creditsManager, SIGNER_PRIVATE_KEY: signerKey }
}

/** Starts a server whose vouchers are for this chain, whether or not it follows it. */
export function startServerFor(chain: Chain, env: Record<string, string> = {}): Promise<TestServer> {
  return startTestServer({ env: { ...envFor(chain), ...env } })
}

/** What is to be granted. **Units:** MANA as a decimal string, unix seconds. */
export type Wanted = { readonly address: Address; readonly amount: string; readonly expiresAtSeconds: number }

/** The end of the year 2099. */
export const farAway = 4_102_444_800

/** Grants credits in one batch over HTTP and answers what the API says of each, in order. */
export async function grantVouchers({ url }: TestServer, wanted: readonly Wanted[]): Promise<Credit[]> {
  const items = wanted.map(({ expiresAtSeconds, ...each }) => {
    const expiresAt = new Date(expiresAtSeconds * 1_000).toISOString().replace('.000Z', 'Z')
    return { type: 'on-demand', reason: 'A test of the chain', expiresAt, ...each }
  })
  const answer = await fetch(`${url}/credits/batch`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${rootApiKey}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': randomUUID(),
    },
    body: JSON.stringify({ mode: 'all', items }),
  })
  if (answer.status !== 200) throw new Error(await answer.text())
  const { results } = (await answer.json()) as { results: { credit: Credit }[] }
  return results.map(({ credit }) => credit)
}

/** A credit of the API as what is presented to the contract; nothing is looked up but what the answer says. */
export function voucherOf(user: Address, { onChain, signature }: Credit): SignedFields {
  if (!onChain) throw new Error('a credit without onChain')
  return {
    user,
    chainId: onChain.chainId,
    contract: parseAddress(onChain.contract) as Address,
    valueWei: BigInt(onChain.value),
    expiresAtSeconds: onChain.expiresAt,
    salt: onChain.salt as `0x${string}`,
    signature: signature as `0x${string}`,
  }
}
