import { randomBytes } from 'node:crypto'
import type { Balance, Transaction } from '@credits-server/contract'
import type { Address, Hex } from '@credits-server/onchain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newAddress } from '../../../test/grantTestCredit.js'
import { makeCredits } from '../../../test/makeCredits.js'
import { startTestServer, type TestServer } from '../../../test/startTestServer.js'
import type { ChainEvent } from '../../chain/ChainEvent.js'
import { noteContract } from '../../chain/chainPosition.js'
import { commitBlocks } from '../../chain/commitBlocks.js'
import { commitReorg } from '../../chain/commitReorg.js'

let server: TestServer
const lead = { chainId: 80_002, fence: 1 }
const hash = (): Hex => `0x${randomBytes(32).toString('hex')}`

beforeAll(async () => {
  server = await startTestServer({ env: { MAX_WAIT_MS: '10000' } })
  await server.knex('chain_followers').insert({ chain_id: lead.chainId, fence: lead.fence })
  await noteContract(server.knex, { chainId: lead.chainId, contract: server.issuance.contract, startBlock: 1 })
})
afterAll(() => server.stop())

type Use = { readonly address: Address; readonly creditId: string; readonly amountWei: bigint }

/** Takes in a block with a use of each of these credits in one transaction, as the indexer does. */
async function takeIn(number: number, transactionHash: Hex, uses: readonly Use[], finalized = 0): Promise<void> {
  const { knex, issuance } = server
  const blockHash = hash()
  const events: ChainEvent[] = []
  for (const { address, creditId, amountWei } of uses) {
    const row = await knex('credits').where({ id: creditId }).first()
    const told = {
      kind: 'CreditUsed' as const,
      user: address,
      creditHash: row.hash,
      valueWei: BigInt(row.value_wei),
      expiresAtSeconds: BigInt(row.expires_at.getTime() / 1_000),
      salt: row.salt,
      amountWei,
    }
    const place = { blockNumber: number, blockHash, logIndex: events.length, transactionHash }
    events.push({ ...place, contract: issuance.contract, told })
  }
  const heads = [{ number, hash: blockHash }]
  const contracts = [issuance.contract]
  await commitBlocks(knex, lead, { contracts, to: number, heads, events, finalized, headNumber: number })
}

const ask = (transactionHash: string, query = '') => fetch(`${server.url}/transactions/${transactionHash}${query}`)
const transactionOf = async (transactionHash: string, query?: string) =>
  (await (await ask(transactionHash, query)).json()) as Transaction

describe('getTransaction', () => {
  test('default: what it took from which credits, each with the version that has it, and how deep it is', async () => {
    const address = newAddress()
    const [first = '', second = ''] = await makeCredits(server, address, { wei: 10n }, { wei: 10n })
    const transaction = hash()
    expect(await transactionOf(transaction)).toEqual({
      hash: transaction,
      state: 'unknown',
      blockNumber: null,
      confirmations: 0,
      credits: [],
    })
    await takeIn(1, transaction, [
      { address, creditId: second, amountWei: 4n },
      { address, creditId: first, amountWei: 1n },
      { address, creditId: second, amountWei: 2n },
    ])
    const { version = 0 } = (await (await fetch(`${server.url}/users/${address}/credits`)).json()) as Balance
    const seen: Transaction = {
      hash: transaction,
      state: 'seen',
      blockNumber: 1,
      confirmations: 1,
      credits: [
        { id: second, address, amountWei: '6', version },
        { id: first, address, amountWei: '1', version },
      ],
    }
    expect(await transactionOf(transaction.toUpperCase().replace('0X', '0x'))).toEqual(seen)

    await takeIn(4, hash(), [])
    expect(await transactionOf(transaction)).toMatchObject({ state: 'seen', confirmations: 4 })
    await takeIn(5, hash(), [])
    expect(await transactionOf(transaction)).toMatchObject({ state: 'confirmed', confirmations: 5 })
    await takeIn(6, hash(), [], 1)
    expect(await transactionOf(transaction)).toMatchObject({ state: 'final', blockNumber: 1 })
  })

  test('behavior: a reorg makes it reorged, until it comes again in another block', async () => {
    const address = newAddress()
    const [creditId = ''] = await makeCredits(server, address, { wei: 10n })
    const transaction = hash()
    await takeIn(10, transaction, [{ address, creditId, amountWei: 3n }])
    await commitReorg(server.knex, lead, 9)
    const back = { hash: transaction, state: 'reorged', blockNumber: null, confirmations: 0, credits: [] }
    expect(await transactionOf(transaction)).toEqual(back)
    await takeIn(11, transaction, [{ address, creditId, amountWei: 3n }])
    expect(await transactionOf(transaction)).toMatchObject({ state: 'seen', blockNumber: 11 })
  })

  test('behavior: until waits for the state, whichever instance takes the block in', async () => {
    const address = newAddress()
    const [creditId = ''] = await makeCredits(server, address, { wei: 10n })
    const transaction = hash()
    const seen = transactionOf(transaction, '?until=seen')
    const confirmed = transactionOf(transaction, '?until=confirmed')
    const final = transactionOf(transaction, '?until=final')
    await takeIn(20, transaction, [{ address, creditId, amountWei: 3n }])
    expect(await seen).toMatchObject({ state: 'seen', confirmations: 1 })
    await takeIn(30, hash(), [])
    expect(await confirmed).toMatchObject({ state: 'confirmed', confirmations: 11 })
    await takeIn(31, hash(), [], 25)
    expect(await final).toMatchObject({ state: 'final', confirmations: 12 })
  })

  test('behavior: who waits for what does not come is answered what is', async () => {
    const impatient = await startTestServer({ env: { MAX_WAIT_MS: '300' } })
    const answer = await fetch(`${impatient.url}/transactions/${hash()}?until=final`)
    expect(await answer.json()).toMatchObject({ state: 'unknown' })
    await impatient.stop()
  })

  test.each(['0xab', `0x${'g'.repeat(64)}`, `0X${'a'.repeat(64)}`, 'a'.repeat(64), `0x${'a'.repeat(65)}`])(
    'error: INVALID_TRANSACTION_HASH for %s',
    async (text) => {
      expect(await (await ask(text)).json()).toMatchObject({ code: 'INVALID_TRANSACTION_HASH' })
    },
  )

  test('error: INVALID_PARAMETER for another state to wait for', async () => {
    expect(await (await ask(hash(), '?until=unknown')).json()).toMatchObject({ code: 'INVALID_PARAMETER' })
  })
})
