import { setTimeout as sleep } from 'node:timers/promises'
import type { Address } from '@credits-server/onchain'
import { describe, expect, inject, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { createRandom } from '../../faults/tools/createRandom.js'
import { findDiscrepancies } from '../../server/src/ledger/findDiscrepancies.js'
import { createChainWorld } from './createChainWorld.js'
import { newAccount } from './testCredits.js'

/** What happened in a schedule, so that a test which saw nothing of what it is for is noticed. */
type Story = { spends: number; reorgs: number; deepest: number; restarts: number; undone: number }

/**
 * Lives through one schedule: credits are spent, alone and twice in one transaction, blocks are mined, reorgs take back up to 200 of
 * them, the node errs, the indexer is stopped and started, all while it follows. Returns what happened.
 */
async function live(seed: number): Promise<Story> {
  const random = createRandom(seed)
  const world = await createChainWorld({ random: () => random.below(1_000_000) / 1_000_000 })
  const { chain, node } = world
  const story: Story = { spends: 0, reorgs: 0, deepest: 0, restarts: 0, undone: 0 }
  try {
    const users: Address[] = [newAccount(), newAccount(), chain.wallet]
    const vouchers: Awaited<ReturnType<typeof world.grant>>[] = []
    for (const user of users) {
      for (let nth = 0; nth < 2; nth += 1) vouchers.push(await world.grant(user, BigInt(20 + random.below(80))))
    }
    await chain.mine(210)
    node.errorRate = random.pick([0, 0.02, 0.05])
    let indexer = world.startIndexer()
    // Some start in the middle of what happens, others before it.
    if (random.below(2) === 0) await world.settle()

    const spend = async () => {
      const voucher = random.pick(vouchers)
      const prices = [1 + random.below(9), 1 + random.below(9)].map(BigInt)
      await world.spend(voucher, ...(voucher.user === chain.wallet ? prices : prices.slice(1)))
      story.spends += 1
    }
    const happenings: (() => Promise<void>)[] = [
      spend,
      spend,
      spend,
      () => chain.mine(1),
      () => chain.mine(1),
      () => chain.mine(1 + random.below(12)),
      async () => {
        const depth = random.below(5) === 0 ? 1 + random.below(200) : 1 + random.below(8)
        await chain.reorg(depth)
        story.reorgs += 1
        story.deepest = Math.max(story.deepest, depth)
      },
      async () => {
        if (random.below(3) > 0) return
        await indexer.close()
        story.undone += indexer.progress.undoneEvents
        story.restarts += 1
        indexer = world.startIndexer()
      },
      () => sleep(random.below(60)),
      // Or the follower would only ever see what is left at the end.
      world.settle,
      world.settle,
    ]
    for (let step = 0; step < 50; step += 1) await random.pick(happenings)()

    node.errorRate = 0
    await chain.mine(1)
    await world.settle()
    await indexer.close()
    story.undone += indexer.progress.undoneEvents
    expect({ seed, differences: await world.differences() }).toEqual({ seed, differences: [] })
    expect({ seed, found: await findDiscrepancies(world.knex) }).toEqual({ seed, found: [] })
    return story
  } finally {
    await world.stop()
  }
}

describe('C1', () => {
  test('whatever happens, in the end every spent is what the contract says', async () => {
    const runs = fuzzRuns(25)
    const first = inject('fuzzSeed')
    const total: Story = { spends: 0, reorgs: 0, deepest: 0, restarts: 0, undone: 0 }
    let begun = 0
    // Worlds wait more than they work.
    const lane = async () => {
      while (begun < runs) {
        begun += 1
        const story = await live(first + begun)
        for (const key of ['spends', 'reorgs', 'restarts', 'undone'] as const) total[key] += story[key]
        total.deepest = Math.max(total.deepest, story.deepest)
      }
    }
    await Promise.all([lane(), lane(), lane()])
    console.log(
      `C1: ${runs} schedules from seed ${first}: ${total.spends} spends, ${total.reorgs} reorgs (deepest ${total.deepest}), ${total.undone} uses taken back, ${total.restarts} restarts, 0 differences`,
    )
    expect(total.undone).toBeGreaterThan(0)
    expect(total.restarts).toBeGreaterThan(0)
  })
})
