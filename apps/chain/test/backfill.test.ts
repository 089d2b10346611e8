import { createHash } from 'node:crypto'
import { afterEach, describe, expect, inject, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { createRandom } from '../../faults/tools/createRandom.js'
import type { Chain } from '../src/Chain.js'
import { type ChainWorld, createChainWorld } from './createChainWorld.js'
import { Refusal } from './startUnreliableNode.js'
import { newAccount } from './testCredits.js'

const worlds: ChainWorld[] = []
afterEach(async () => {
  // The first one's chain is everybody's.
  for (const world of worlds.splice(0).reverse()) await world.stop()
})

/** Everything that following a chain has left, but the moments at which it did: events, credits, and each user's history. */
async function hashTables({ knex }: ChainWorld): Promise<string> {
  const rows = [
    await knex('chain_events')
      .whereNull('undone_at')
      .orderBy(['block_number', 'log_index'])
      .select(
        'block_hash',
        'log_index',
        'kind',
        'address',
        'credit_hash',
        'credit_id',
        'amount_wei',
        'quarantined_because',
      )
      .select(knex.raw('applied_at is not null as applied')),
    await knex('credits').orderBy('id').select('id', 'spent_wei', knex.raw('revoked_at is not null as revoked')),
    await knex('entries')
      .orderBy(['address', 'version'])
      .select('address', 'version', 'kind', 'credit_id', 'amount_wei', 'cause'),
  ]
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex')
}

const users = Array.from({ length: 20 }, newAccount)

/** A world with the same credits as every other one. */
async function createLikeWorld(on?: Chain) {
  const world = await createChainWorld({ chain: { slotsInAnEpoch: 1 }, ...(on ? { on } : {}) })
  worlds.push(world)
  const vouchers = []
  for (const [nth, user] of [...users, world.chain.wallet].entries()) {
    vouchers.push(await world.grant(user, 10n ** 9n, `alike:${nth}`))
  }
  return { world, vouchers }
}

describe('C10', () => {
  test('following live and reading history, in ranges of 1, 10 and 1,000 blocks, come to the same tables', async () => {
    const random = createRandom(inject('fuzzSeed'))
    const { world, vouchers } = await createLikeWorld()
    const { chain } = world
    const uses = fuzzRuns(500)
    const live = world.startIndexer()
    for (let made = 0; made < uses; ) {
      const count = Math.min(uses - made, 1 + random.below(12))
      for (let nth = 0; nth < count; nth += 1) {
        const voucher = random.pick(vouchers)
        await world.spend(voucher, ...(voucher.user === chain.wallet ? [1n, 2n] : [BigInt(1 + random.below(9))]))
      }
      made += count
      await chain.mine(1 + random.below(3))
      if (random.below(3) === 0) await world.settle()
    }
    // So far behind the head that all of it is history.
    await chain.mine(300)
    await world.settle()
    await live.close()
    expect(await world.differences()).toEqual([])
    const expected = await hashTables(world)

    for (const range of [1, 10, 1_000]) {
      const { world: other } = await createLikeWorld(chain)
      other.node.answer = async (question, ask) => {
        const [filter] = question.params as [{ fromBlock?: string; toBlock?: string }]
        const isTooWide =
          question.method === 'eth_getLogs' &&
          filter.fromBlock !== undefined &&
          Number(filter.toBlock) - Number(filter.fromBlock) >= range
        if (isTooWide) throw new Refusal('block range too large')
        return ask(question)
      }
      other.startIndexer()
      await other.settle()
      expect({ range, hash: await hashTables(other) }).toEqual({ range, hash: expected })
    }
    console.log(
      `C10: ${live.progress.appliedEvents} events, live and in ranges of 1, 10 and 1,000 blocks: the same tables`,
    )
  })
})
