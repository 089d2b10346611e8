import { randomUUID } from 'node:crypto'
import type { Balance, Credit } from '@credits-server/contract'
import { type Address, creditHash, type Hex, WEI_PER_MANA } from '@credits-server/onchain'
import { type Abi, encodeFunctionData } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoUsers } from '../../server/src/seed/demoUsers.js'
import { startTestServer, type TestServer } from '../../server/test/startTestServer.js'
import type { Chain } from '../src/Chain.js'
import { creditsVerifierAbi } from '../src/generated/CreditsVerifier.js'
import { startChain } from '../src/startChain.js'
import { voucherOf } from './grantVouchers.js'
import { readReceipt, spentValue } from './readChain.js'
import { signer, signerKey } from './testCredits.js'

let chain: Chain
let server: TestServer
beforeAll(async () => {
  chain = await startChain({ signers: [signer], noMining: true })
  server = await startTestServer({
    seed: true,
    env: {
      CHAIN_ID: String(chain.chainId),
      CREDITS_MANAGER_ADDRESS: chain.creditsManager,
      SIGNER_PRIVATE_KEY: signerKey,
      RPC_URL: chain.rpcUrl,
      DEMO_SHOP_ADDRESS: chain.shop,
    },
  })
})
afterAll(async () => {
  await server.stop()
  await chain.stop()
})

type Answer = { readonly transactionHash: Hex; readonly code?: string; readonly details?: Record<string, string> }

async function post<T>(address: string, path: string, body: object): Promise<{ status: number; body: T }> {
  const answer = await fetch(`${server.url}/demo/users/${address}/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() },
    body: JSON.stringify(body),
  })
  return { status: answer.status, body: (await answer.json()) as T }
}
const spend = (address: string, body: { amount: string; creditId?: string }) => post<Answer>(address, 'spends', body)
/** A new credit of 1 MANA. */
const grant = async (address: string) => (await post<Credit>(address, 'credits', {})).body
const creditsOf = async (address: string) => {
  const answer = await fetch(`${server.url}/users/${address}/credits`)
  return ((await answer.json()) as Balance).credits
}
const spentOf = (user: Address, credit: Credit) => spentValue(chain, creditHash(voucherOf(user, credit)))

describe('demoSpend, on a chain', () => {
  test('default: the transaction spends what expires soonest, and all of the amount', async () => {
    const { address } = demoUsers.fresh
    const before = await creditsOf(address)
    const { status, body } = await spend(address, { amount: '20.5' })
    expect(status).toBe(202)
    await chain.mine()
    expect((await readReceipt(chain, body.transactionHash)).status).toBe('0x1')
    const spent = await Promise.all(before.map((credit) => spentOf(address, credit)))
    expect(spent.reduce((sum, wei) => sum + wei, 0n)).toBe((WEI_PER_MANA * 41n) / 2n)
    const touched = before.filter((_, index) => spent[index] !== 0n)
    expect(new Set(touched.map(({ expiresAt }) => expiresAt))).toEqual(new Set([before[0]?.expiresAt]))
  })

  test('behavior: a credit that is named is the only one it is taken from', async () => {
    const { address } = demoUsers.allUsed
    const [, named] = [await grant(address), await grant(address)]
    const { body } = await spend(address, { amount: '0.25', creditId: named.id })
    await chain.mine()
    expect((await readReceipt(chain, body.transactionHash)).status).toBe('0x1')
    expect(await spentOf(address, named)).toBe(WEI_PER_MANA / 4n)
    const more = await spend(address, { amount: '1.5', creditId: named.id })
    expect(more).toMatchObject({ status: 422, body: { code: 'SPEND_NOT_COVERED' } })
  })

  test('error: SPEND_REFUSED for a credit that was spent by what still waits for its block', async () => {
    const { address } = demoUsers.partlyUsed
    const credit = await grant(address)
    const wanted = { amount: '0.6', creditId: credit.id }
    expect((await spend(address, wanted)).status).toBe(202)
    expect(await spend(address, wanted)).toMatchObject({
      status: 422,
      body: { code: 'SPEND_REFUSED', details: { revert: 'MaxUncreditedValueExceeded', remedy: expect.any(String) } },
    })
    await chain.mine()
    expect(await spentOf(address, credit)).toBe((WEI_PER_MANA * 6n) / 10n)
  })

  test('error: SPEND_REFUSED for a credit that was revoked on chain', async () => {
    const { address } = demoUsers.earning
    const credit = await grant(address)
    const hash = creditHash(voucherOf(address, credit))
    const abi = creditsVerifierAbi as Abi
    const data = encodeFunctionData({ abi, functionName: 'revokeCredits', args: [[hash]] })
    await chain.send(chain.admin, chain.creditsManager, data)
    expect(await spend(address, { amount: '0.5', creditId: credit.id })).toMatchObject({
      status: 422,
      body: { code: 'SPEND_REFUSED', details: { revert: 'RevokedCredit' } },
    })
  })

  test('behavior: a user with a thousand credits spends many of them at once', async () => {
    const { address } = demoUsers.thousand
    const { status, body } = await spend(address, { amount: '200' })
    expect(status).toBe(202)
    await chain.mine()
    const { status: outcome, logs } = await readReceipt(chain, body.transactionHash)
    expect(outcome).toBe('0x1')
    expect(logs.length).toBeGreaterThan(20)
  })
})
