import { randomBytes } from 'node:crypto'
import type { Address, Hex } from '@credits-server/onchain'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ChainEvent } from '../../../apps/server/src/chain/ChainEvent.js'
import { noteContract } from '../../../apps/server/src/chain/chainPosition.js'
import { commitBlocks } from '../../../apps/server/src/chain/commitBlocks.js'
import { commitReorg } from '../../../apps/server/src/chain/commitReorg.js'
import { findDiscrepancies } from '../../../apps/server/src/ledger/findDiscrepancies.js'
import { grantTestCredit, newAddress } from '../../../apps/server/test/grantTestCredit.js'
import { makeCredits } from '../../../apps/server/test/makeCredits.js'
import { startTestServer, type TestServer } from '../../../apps/server/test/startTestServer.js'
import { type CreditsReader, createCreditsReader, RequestTimeoutError } from '../src/index.js'
import { waitForSpend } from '../src/onchain/index.js'

let server: TestServer
let credits: CreditsReader
const lead = { chainId: 80_002, fence: 1 }
const newHash = (): Hex => `0x${randomBytes(32).toString('hex')}`

beforeAll(async () => {
  server = await startTestServer({ env: { MAX_WAIT_MS: '10000' } })
  credits = createCreditsReader({ baseUrl: server.url })
  await server.knex('chain_followers').insert({ chain_id: lead.chainId, fence: lead.fence })
  await noteContract(server.knex, { chainId: lead.chainId, contract: server.issuance.contract, startBlock: 1 })
})
afterAll(() => server.stop())
afterEach(async () => expect(await findDiscrepancies(server.knex)).toEqual([]))

type Use = {
  readonly transactionHash: Hex
  readonly user: Address
  readonly creditId: string
  readonly amountWei: bigint
}

/** Takes in a block with this use of a credit, or with none, as the indexer does. */
async function takeIn(number: number, use: Use | null, finalized = 0): Promise<void> {
  const { knex, issuance } = server
  const blockHash = newHash()
  const events: ChainEvent[] = []
  if (use) {
    const { transactionHash, user, creditId, amountWei } = use
    const row = await knex('credits').where({ id: creditId }).first()
    const credit = {
      creditHash: row.hash,
      valueWei: BigInt(row.value_wei),
      expiresAtSeconds: BigInt(row.expires_at.getTime() / 1_000),
      salt: row.salt,
    }
    const place = { blockNumber: number, blockHash, logIndex: 0, transactionHash }
    events.push({ ...place, contract: issuance.contract, told: { kind: 'CreditUsed', user, ...credit, amountWei } })
  }
  const heads = [{ number, hash: blockHash }]
  const contracts = [issuance.contract]
  await commitBlocks(knex, lead, { contracts, to: number, heads, events, finalized, headNumber: number })
}

async function makeUse(): Promise<Use> {
  const user = newAddress()
  const [creditId = ''] = await makeCredits(server, user, { wei: 10n })
  return { transactionHash: newHash(), user, creditId, amountWei: 4n }
}

describe('waitForSpend', () => {
  test('default: it resolves when the block is in, with the version that has the spend', async () => {
    const use = await makeUse()
    let questions = 0
    const counted: typeof fetch = (input, init) => {
      questions += 1
      return fetch(input, init)
    }
    const waiting = waitForSpend(createCreditsReader({ baseUrl: server.url, fetch: counted }), use.transactionHash)
    expect(await credits.getTransaction(use.transactionHash)).toMatchObject({ state: 'unknown', credits: [] })
    await takeIn(1, use)
    const { state, credits: uses } = await waiting
    expect([state, questions]).toEqual(['seen', 1])
    expect(uses).toMatchObject([{ id: use.creditId, address: use.user, amountWei: '4' }])
    const minVersion = uses[0]?.version
    expect(await credits.getCredits(use.user, { minVersion })).toMatchObject({
      totalCreditsWei: '6',
      version: minVersion,
    })
    expect(await credits.getCredit(use.user, use.creditId, { minVersion })).toMatchObject({ status: 'PARTIALLY_USED' })
  })

  test('behavior: until final it waits through a reorg', async () => {
    const use = await makeUse()
    const waiting = waitForSpend(credits, use.transactionHash, { until: 'final' })
    await takeIn(10, use)
    expect(await credits.getTransaction(use.transactionHash, { until: 'seen' })).toMatchObject({ state: 'seen' })
    await commitReorg(server.knex, lead, 9)
    expect(await credits.getTransaction(use.transactionHash)).toMatchObject({ state: 'reorged' })
    await takeIn(11, use)
    await takeIn(12, null, 11)
    expect(await waiting).toMatchObject({ state: 'final', blockNumber: 11 })
  })

  test('error: RequestTimeoutError for one that is never sent', async () => {
    const waiting = waitForSpend(credits, newHash(), { timeoutMs: 300 })
    await expect(waiting).rejects.toThrow(RequestTimeoutError)
    await expect(waiting).rejects.toMatchObject({ code: 'TIMEOUT', details: { state: 'unknown' } })
  })

  test('error: INVALID_TRANSACTION_HASH', async () => {
    await expect(waitForSpend(credits, '0xab')).rejects.toMatchObject({ code: 'INVALID_TRANSACTION_HASH', status: 400 })
  })
})

describe('minVersion', () => {
  test('default: the read waits until the balance is of that version', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '5' })
    const { version = 0 } = await credits.getCredits(address)
    const waiting = credits.getCredits(address, { minVersion: version + 1 })
    await grantTestCredit(server, address, { mana: '1' })
    expect(await waiting).toMatchObject({ totalCredits: 6, version: version + 1 })
  })
})

describe('getSigner', () => {
  test('default: who signs, for which contract; of a server that follows no chain the role is unknown', async () => {
    const { contract, chainId } = server.issuance
    expect(await credits.getSigner()).toMatchObject({ contract, chainId, hasRole: null })
  })
})
