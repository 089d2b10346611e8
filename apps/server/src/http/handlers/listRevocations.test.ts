import { randomBytes } from 'node:crypto'
import type { Revocation, RevocationCalls, RevocationPage } from '@credits-server/contract'
import { encodeRevokeCredits, type Hex } from '@credits-server/onchain'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { askOperator } from '../../../test/askOperator.js'
import { newAddress } from '../../../test/grantTestCredit.js'
import { makeCredits } from '../../../test/makeCredits.js'
import { recordSpend } from '../../../test/recordSpend.js'
import { startTestServer, type TestServer } from '../../../test/startTestServer.js'

let server: TestServer
beforeEach(async () => {
  await server?.stop()
  server = await startTestServer()
})
afterAll(() => server.stop())

const get = async <Body>(path: string) => {
  const answer = await askOperator(server, 'GET', path)
  expect([path, answer.status]).toEqual([path, 200])
  return answer.body as Body
}
const listed = (query = '') => get<RevocationPage>(`/admin/revocations${query}`)
const calls = (query = '') => get<RevocationCalls>(`/admin/revocations/calldata${query}`)

async function revokeNew(count: number, terms: Parameters<typeof makeCredits>[2] = {}): Promise<string[]> {
  const ids = await makeCredits(server, newAddress(), ...Array.from({ length: count }, () => terms))
  for (const id of ids) await askOperator(server, 'POST', `/credits/${id}/revoke`, { reason: 'Fraud' })
  return ids
}

/** Writes down that the chain has said so, as the indexer does. */
async function see({ creditHash, chainId, contract, address }: Revocation, change: object = {}): Promise<void> {
  const hex = () => `0x${randomBytes(32).toString('hex')}`
  await server.knex('chain_events').insert({
    chain_id: chainId,
    block_hash: hex(),
    log_index: 0,
    block_number: 1,
    transaction_hash: hex(),
    contract,
    kind: 'CreditRevoked',
    address,
    credit_hash: creditHash,
    seen_at: new Date(),
    ...change,
  })
}

describe('listRevocations', () => {
  test('default: every revocation as it was answered, oldest first, with its state', async () => {
    const [credit = ''] = await makeCredits(server, newAddress(), {})
    const answer = await askOperator(server, 'POST', `/credits/${credit}/revoke`, { reason: 'A "quote"' })
    const revocation = answer.body as Revocation
    const later = await revokeNew(2)
    const { revocations, nextCursor } = await listed()
    expect(revocations[0]).toEqual({ ...revocation, state: 'pending' })
    expect(revocations.map(({ creditId }) => creditId)).toEqual([credit, ...later])
    expect(nextCursor).toBeNull()
  })

  test('behavior: pending until the chain has said so: of this credit, on its chain, by its contract', async () => {
    const [seen, ...others] = (await revokeNew(4).then(() => listed())).revocations as [Revocation, ...Revocation[]]
    await see(seen)
    const [otherChain, otherContract, otherKind] = others as [Revocation, Revocation, Revocation]
    await see(otherChain, { chain_id: otherChain.chainId + 1 })
    await see(otherContract, { contract: newAddress() })
    await see(otherKind, { kind: 'CreditUsed', amount_wei: '1' })
    const ids = (page: RevocationPage) => page.revocations.map(({ creditId }) => creditId)
    expect(ids(await listed('?state=seen'))).toEqual([seen.creditId])
    expect(ids(await listed('?state=pending'))).toEqual(others.map(({ creditId }) => creditId))
    expect((await listed()).revocations.map(({ state }) => state)).toEqual(['seen', 'pending', 'pending', 'pending'])
    // A reorg takes the event away, and it waits again.
    await server.knex('chain_events').where({ credit_hash: seen.creditHash }).delete()
    expect((await listed('?state=pending')).revocations).toHaveLength(4)
  })

  test('behavior: pages fit together, in each state', async () => {
    const ids = await revokeNew(7)
    for (const query of ['', '&state=pending']) {
      const all: string[] = []
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page: RevocationPage = await listed(`?limit=3${query}${cursor && `&cursor=${cursor}`}`)
        all.push(...page.revocations.map(({ creditId }) => creditId))
        cursor = page.nextCursor
      }
      expect(all).toEqual(ids)
    }
  })

  test('error: INVALID_FILTER, INVALID_LIMIT, INVALID_CURSOR, DUPLICATE_PARAMETER', async () => {
    for (const [query, code] of [
      ['state=lost', 'INVALID_FILTER'],
      ['limit=0', 'INVALID_LIMIT'],
      ['cursor=MQ', 'INVALID_CURSOR'],
      ['state=seen&state=pending', 'DUPLICATE_PARAMETER'],
    ]) {
      const answer = await askOperator(server, 'GET', `/admin/revocations?${query}`)
      expect([query, answer.status, answer.body]).toMatchObject([query, 400, { code }])
    }
  })
})

describe('getRevocationCalls', () => {
  test('default: one call that revokes what is pending, oldest first', async () => {
    expect(await calls()).toEqual({ calls: [], hasMore: false })
    const ids = await revokeNew(3)
    const rows = await server.knex('credits').whereIn('id', ids).orderBy('revoked_at')
    const creditHashes: Hex[] = rows.map(({ hash }) => hash)
    const { chainId, contract } = server.issuance
    const call = { chainId, contract, creditHashes, data: encodeRevokeCredits(creditHashes) }
    expect(await calls()).toEqual({ calls: [call], hasMore: false })
  })

  test('behavior: at most perCall credits a call, 200 unless it is said, and none twice', async () => {
    await revokeNew(205)
    const sizes = async (query?: string) => (await calls(query)).calls.map(({ creditHashes }) => creditHashes.length)
    expect(await sizes()).toEqual([200, 5])
    expect(await sizes('?perCall=90')).toEqual([90, 90, 25])
    const { calls: single } = await calls('?perCall=1')
    expect(new Set(single.map(({ data }) => data)).size).toBe(205)
  })

  test('behavior: a call is of one chain and contract', async () => {
    await revokeNew(2)
    const contract = newAddress()
    const { issuance } = server
    const elsewhere = { ...server, issuance: { ...issuance, contract, chainId: 137 } }
    const [id = ''] = await makeCredits(elsewhere, newAddress(), {})
    await askOperator(server, 'POST', `/credits/${id}/revoke`, { reason: 'Fraud' })
    const targets = (await calls()).calls.map((call) => [call.chainId, call.contract, call.creditHashes.length])
    expect(targets).toEqual([
      [issuance.chainId, issuance.contract, 2],
      [137, contract, 1],
    ])
  })

  test('behavior: what is seen, expired or used up by now needs no call, and is listed all the same', async () => {
    const past = { expiresAt: new Date('2026-03-18Z'), at: new Date('2026-03-17Z') }
    await revokeNew(1, past)
    const [spent = '', seen = '', open = ''] = await revokeNew(3, { wei: 5n })
    const { address } = await server.knex('credits').where({ id: spent }).first('address')
    await recordSpend(server.ledger, { address, creditId: spent, amountWei: 5n, actor: 'chain', cause: 'chain' })
    const { revocations } = await listed('?state=pending')
    expect(revocations).toHaveLength(4)
    await see(revocations.find(({ creditId }) => creditId === seen) as Revocation)
    const { hash } = await server.knex('credits').where({ id: open }).first('hash')
    expect((await calls()).calls.map(({ creditHashes }) => creditHashes)).toEqual([[hash]])
  })

  test('behavior: two thousand at once; hasMore says that there are others', async () => {
    const address = newAddress()
    await makeCredits(server, address, ...Array.from({ length: 2_001 }, () => ({})))
    await askOperator(server, 'POST', `/users/${address}/credits/revoke`, { reason: 'Fraud' })
    const all = await calls()
    expect([all.calls.length, all.hasMore]).toEqual([10, true])
    const hashes = all.calls.flatMap(({ creditHashes }) => creditHashes)
    const last = (await server.knex('credits').whereNotIn('hash', hashes))[0]
    await server.knex('chain_events').insert(
      hashes.map((credit_hash, nth) => ({
        chain_id: last.chain_id,
        block_hash: `0x${'00'.repeat(32)}`,
        log_index: nth,
        block_number: 1,
        transaction_hash: `0x${'00'.repeat(32)}`,
        contract: last.contract,
        kind: 'CreditRevoked',
        address,
        credit_hash,
        seen_at: new Date(),
      })),
    )
    expect((await calls()).calls.map(({ creditHashes }) => creditHashes)).toEqual([[last.hash]])
  })

  test('error: INVALID_PARAMETER for a number of credits that no call has', async () => {
    for (const perCall of ['0', '201', '-1', '1.5', 'all', '']) {
      const answer = await askOperator(server, 'GET', `/admin/revocations/calldata?perCall=${perCall}`)
      expect([perCall, answer.status, answer.body]).toMatchObject([perCall, 400, { code: 'INVALID_PARAMETER' }])
    }
  })
})
