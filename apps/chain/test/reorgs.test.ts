import { creditsManagerTopics } from '@credits-server/onchain'
import { afterEach, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { type ChainWorld, createChainWorld } from './createChainWorld.js'
import { eventually } from './eventually.js'
import { newAccount, usesOf } from './testCredits.js'

let world: ChainWorld
afterEach(() => world.stop())

const creditOf = (id: string) => world.knex('credits').where({ id }).first()
const userOf = (address: string) => world.knex('users').where({ address }).first()
const kindsOf = (creditId: string): Promise<string[]> =>
  world.knex('entries').where({ credit_id: creditId }).orderBy('version').pluck('kind')

/** One after the other: the pool has ten connections. */
async function grantEach(count: number) {
  const vouchers: Awaited<ReturnType<typeof world.grant>>[] = []
  for (let nth = 0; nth < count; nth += 1) vouchers.push(await world.grant(newAccount(), 10n))
  return vouchers
}

describe('reorgs', () => {
  test('C2: a spend that is taken back is there again, with a higher version', async () => {
    world = await createChainWorld()
    const { chain } = world
    const rounds = fuzzRuns(25)
    const vouchers = await grantEach(rounds)
    await chain.mine(3)
    const indexer = world.startIndexer()
    for (const [round, voucher] of vouchers.entries()) {
      await world.spend(voucher, 4n)
      await chain.mine(1 + (round % 5))
      await world.settle()
      const spent = await userOf(voucher.user)
      expect(await creditOf(voucher.id)).toMatchObject({ spent_wei: '4' })
      await chain.reorg(1 + (round % 5))
      await world.settle()
      expect(await creditOf(voucher.id)).toMatchObject({ spent_wei: '0' })
      expect(Number((await userOf(voucher.user)).version)).toBe(Number(spent.version) + 1)
      expect(await kindsOf(voucher.id)).toEqual(['granted', 'spent', 'restored'])
    }
    console.log(`C2: ${rounds} spends taken back, each with a higher version`)
    expect(indexer.progress).toMatchObject({ reorgs: rounds, undoneEvents: rounds, isHalted: false })
  })

  test('C3: the same transaction in another block, at another place, counts once', async () => {
    world = await createChainWorld()
    const { chain } = world
    const rounds = fuzzRuns(25)
    const vouchers = await grantEach(rounds)
    const other = await world.grant(newAccount(), 1_000_000n)
    await chain.mine(5)
    world.startIndexer()
    for (const [round, voucher] of vouchers.entries()) {
      const hash = await world.spend(voucher, 4n)
      await chain.mine(3)
      await world.settle()
      const raw = await chain.rpc('eth_getRawTransactionByHash', [hash]).catch(() => null)
      await chain.reorg(3)
      // It is sent again as it was, behind another one, so that block and index differ.
      await world.spend(other, 1n)
      const again =
        typeof raw === 'string' && raw.length > 2
          ? await chain.rpc('eth_sendRawTransaction', [raw]).catch(() => null)
          : null
      if (again === null) await world.spend(voucher, 4n)
      await chain.mine(1 + (round % 2))
      await world.settle()
      expect(await creditOf(voucher.id)).toMatchObject({ spent_wei: '4' })
      expect(await kindsOf(voucher.id)).toEqual(['granted', 'spent', 'restored', 'spent'])
    }
    console.log(`C3: ${rounds} transactions mined twice, each counts once`)
    expect(await world.differences()).toEqual([])
  })

  test('C3: a block that comes back is taken in again, with what it told', async () => {
    world = await createChainWorld()
    const { chain } = world
    const voucher = await world.grant(newAccount(), 10n)
    await chain.mine(2)
    const indexer = world.startIndexer()
    await world.spend(voucher, 4n)
    await chain.mine(2)
    await world.settle()
    const kept = await world.knex('chain_blocks').orderBy('number')
    // Another fork for a while, then the first one: the node tells of other blocks, and of the true ones again.
    const fork = new Map(kept.slice(-2).map(({ number }, nth) => [Number(number), `0x${String(nth + 1).repeat(64)}`]))
    world.node.answer = async (question, ask) => {
      const answer = (await ask(question)) as Record<string, string> | null
      if (question.method !== 'eth_getBlockByNumber' || answer === null) return answer
      const number = Number(answer['number'])
      const hash = fork.get(number) ?? answer['hash']
      const parentHash = fork.get(number - 1) ?? answer['parentHash']
      return { ...answer, hash, parentHash, ...(fork.has(number) ? { logsBloom: `0x${'00'.repeat(256)}` } : {}) }
    }
    await eventually(async () => expect(await creditOf(voucher.id)).toMatchObject({ spent_wei: '0' }))
    world.node.answer = null
    await eventually(async () => expect(await creditOf(voucher.id)).toMatchObject({ spent_wei: '4' }))
    await world.settle()
    expect(await kindsOf(voucher.id)).toEqual(['granted', 'spent', 'restored', 'spent'])
    expect(indexer.progress.reorgs).toBeGreaterThan(0)
    expect(await world.knex('chain_events').whereNull('undone_at')).toHaveLength(1)
  })

  test('blocks of two forks are never taken for one chain', async () => {
    world = await createChainWorld()
    const { chain, node } = world
    const voucher = await world.grant(newAccount(), 10n)
    await chain.mine(5)
    const indexer = world.startIndexer()
    await world.settle()
    await indexer.close()
    await world.spend(voucher, 4n)
    await chain.mine(1)
    const number = (await chain.rpc('eth_blockNumber', [])) as string
    const [taken] = (await chain.rpc('eth_getLogs', [{ fromBlock: number }])) as { blockHash: string }[]
    const old = await chain.rpc('eth_getBlockByNumber', [number, false])
    const filter = { address: chain.creditsManager, topics: [Object.values(creditsManagerTopics)] }
    const logs = await chain.rpc('eth_getLogs', [{ ...filter, blockHash: taken?.blockHash }])
    const receipts = await chain.rpc('eth_getBlockReceipts', [taken?.blockHash])
    await chain.reorg(1)
    await chain.mine(2)
    // A part of the node has not heard of the reorg: it gives the block that was, and all that was in it, for a while.
    let asked = 0
    node.answer = async (question, ask) => {
      const [what] = question.params as [string | { blockHash?: string }]
      if (question.method === 'eth_getBlockByNumber' && what === number) {
        asked += 1
        if (asked > 2) return ask(question)
        return old
      }
      if (question.method === 'eth_getLogs' && (what as { blockHash?: string }).blockHash === taken?.blockHash)
        return logs
      if (question.method === 'eth_getBlockReceipts' && what === taken?.blockHash) return receipts
      return ask(question)
    }
    world.startIndexer()
    await world.settle()
    expect(asked).toBeGreaterThan(1)
    expect(await world.differences()).toEqual([])
  })

  test('a reorg that goes behind the block where following began is followed like any other', async () => {
    world = await createChainWorld()
    const { chain } = world
    const voucher = await world.grant(newAccount(), 10n)
    await chain.mine(20)
    const indexer = world.startIndexer(20)
    await world.spend(voucher, 4n)
    await chain.mine(3)
    await world.settle()
    expect(await creditOf(voucher.id)).toMatchObject({ spent_wei: '4' })
    await chain.reorg(10)
    await world.settle()
    expect(await creditOf(voucher.id)).toMatchObject({ spent_wei: '0' })
    expect(indexer.progress).toMatchObject({ reorgs: 1, isHalted: false })
  })

  test('C4: several uses of one credit in one transaction all count', async () => {
    world = await createChainWorld()
    const { chain } = world
    const rounds = fuzzRuns(5)
    const vouchers = await Promise.all(Array.from({ length: rounds }, () => world.grant(chain.wallet, 100n)))
    await chain.mine(1)
    world.startIndexer()
    for (const [round, voucher] of vouchers.entries()) {
      const prices = Array.from({ length: 2 + (round % 4) }, (_, nth) => BigInt(1 + nth))
      await world.spend(voucher, ...prices)
    }
    await chain.mine(1)
    await world.settle()
    for (const [round, voucher] of vouchers.entries()) {
      const uses = 2 + (round % 4)
      expect(await creditOf(voucher.id)).toMatchObject({ spent_wei: String((uses * (uses + 1)) / 2) })
      expect(await kindsOf(voucher.id)).toEqual(['granted', ...Array.from({ length: uses }, () => 'spent')])
    }
    expect(await world.differences()).toEqual([])
    console.log(`C4: ${rounds} transactions with 2 to 5 uses of one credit, all of them counted`)
  })

  test('one use of several credits counts on each of them, until the price is covered', async () => {
    world = await createChainWorld()
    const { chain } = world
    const user = newAccount()
    const vouchers = [await world.grant(user, 5n), await world.grant(user, 5n), await world.grant(user, 5n)]
    await chain.mine(1)
    world.startIndexer()
    await chain.useCredits(user, usesOf(chain, vouchers, 7n))
    await chain.mine(1)
    await world.settle()
    const spent = await Promise.all(vouchers.map(async ({ id }) => (await creditOf(id)).spent_wei))
    expect(spent).toEqual(['5', '2', '0'])
    expect(await world.differences()).toEqual([])
  })

  test('C5: a reorg deeper than what was kept stops, undoes what was not final, and keeps what was', async () => {
    const rounds = fuzzRuns(1)
    for (let round = 0; round < rounds; round += 1) {
      if (round > 0) await world.stop()
      world = await createChainWorld({ chain: { slotsInAnEpoch: 2 } })
      const { chain } = world
      const [old, young] = [await world.grant(newAccount(), 10n), await world.grant(newAccount(), 10n)]
      await chain.mine(5)
      await world.spend(old, 4n)
      await chain.mine(300 + round)
      const indexer = world.startIndexer()
      await world.settle()
      await world.spend(young, 3n)
      await chain.mine(1)
      await world.settle()
      expect(await creditOf(young.id)).toMatchObject({ spent_wei: '3' })

      await chain.reorg(298)
      await eventually(async () => expect(indexer.progress.isHalted).toBe(true))
      // The first was final, the second was not; both are taken back on this chain, and nobody can know that of the first.
      expect(await creditOf(old.id)).toMatchObject({ spent_wei: '4' })
      expect(await creditOf(young.id)).toMatchObject({ spent_wei: '0' })
      const { halted_because } = await world.knex('chain_followers').first()
      expect(halted_because).toMatch(/no block kept since \d+ is on the chain/)
      // It stays so over a restart, whoever leads.
      await indexer.close()
      const next = world.startIndexer()
      await chain.mine(3)
      await eventually(async () => expect(next.progress.isHalted).toBe(true))
      expect(next.progress.appliedEvents).toBe(0)
    }
    console.log(`C5: ${rounds} reorgs of 298 blocks, all stopped`)
  })
})
