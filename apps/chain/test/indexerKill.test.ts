import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, inject, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { createRandom } from '../../faults/tools/createRandom.js'
import type { Instance } from '../../faults/tools/startInstance.js'
import { findDiscrepancies } from '../../server/src/ledger/findDiscrepancies.js'
import { type ChainWorld, createChainWorld } from './createChainWorld.js'
import { eventually } from './eventually.js'
import { holdUsers } from './holdUsers.js'
import { readUses } from './readUses.js'
import { startFollower } from './startFollower.js'
import { newAccount } from './testCredits.js'

let world: ChainWorld | null = null
let instance: Instance | null = null
afterEach(async () => {
  await instance?.kill()
  await world?.stop()
  world = instance = null
})

describe('C6', () => {
  test('a server that is killed anywhere misses no use and counts none twice', async () => {
    const kills = fuzzRuns(10)
    const seed = inject('fuzzSeed')
    const random = createRandom(seed)
    const here = await createChainWorld()
    world = here
    const { chain, node, knex } = here
    const users = [newAccount(), newAccount(), chain.wallet]
    const vouchers = await Promise.all(users.map((user) => here.grant(user, 1_000_000n)))
    await chain.mine(20)
    const story = { spends: 0, reorgs: 0, inTransaction: 0 }

    async function happen(): Promise<void> {
      for (let spends = 1 + random.below(4); spends > 0; spends -= 1) {
        const voucher = random.pick(vouchers)
        const prices = [1n, 2n].slice(0, voucher.user === chain.wallet ? 2 : 1)
        await here.spend(voucher, ...prices)
        story.spends += 1
        if (random.below(2) === 0) await chain.mine(1 + random.below(3))
      }
      if (random.below(3) === 0) {
        await chain.reorg(1 + random.below(8))
        story.reorgs += 1
      }
      await chain.mine(1)
    }

    /** Lets the leader come to the lock of a user it is about to write, so that the kill finds it within its transaction. */
    async function killInTransaction(killed: Instance): Promise<void> {
      const held = await holdUsers(here)
      try {
        for (const voucher of vouchers) await here.spend(voucher, 1n)
        await chain.mine(1)
        await held.waitedFor()
        story.inTransaction += 1
        await killed.kill()
      } finally {
        await held.letGo()
      }
    }

    const follower = await startFollower(here)
    instance = follower
    for (let kill = 0; kill < kills; kill += 1) {
      const how = kill % 3
      if (how === 0) await killInTransaction(follower)
      else {
        const asked = () => [...node.asked.values()].reduce((sum, count) => sum + count, 0)
        const killAt = asked() + random.below(30)
        const happening = happen()
        // At a question to the node, or at any moment.
        if (how === 1) await eventually(async () => expect(asked()).toBeGreaterThanOrEqual(killAt), { everyMs: 1 })
        else await sleep(random.below(200))
        await follower.kill()
        await happening
      }
      await happen()
      await follower.restart()
    }
    await chain.mine(1)
    await here.settle()
    expect(await here.differences()).toEqual([])
    const { told, counted } = await readUses(here)
    expect(counted).toEqual(told)
    expect(await findDiscrepancies(knex)).toEqual([])
    expect(follower.complaints()).toEqual([])
    console.log(
      `C6: ${kills} kills from seed ${seed}, ${story.inTransaction} of them within a transaction; ${story.spends} spends, ${story.reorgs} reorgs; ${told.length} uses told, none missed, none doubled`,
    )
  })
})
