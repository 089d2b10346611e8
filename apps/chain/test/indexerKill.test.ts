import { setTimeout as sleep } from 'node:timers/promises'
import { creditsManagerTopics } from '@credits-server/onchain'
import { afterEach, describe, expect, inject, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { createRandom } from '../../faults/tools/createRandom.js'
import { type Instance, startInstance } from '../../faults/tools/startInstance.js'
import { findDiscrepancies } from '../../server/src/ledger/findDiscrepancies.js'
import { rootApiKey } from '../../server/test/startTestServer.js'
import { type ChainWorld, createChainWorld } from './createChainWorld.js'
import { eventually } from './eventually.js'
import type { Log } from './readChain.js'
import { newAccount, signerKey } from './testCredits.js'

let world: ChainWorld | null = null
let instance: Instance | null = null
afterEach(async () => {
  await instance?.kill()
  await world?.stop()
  world = instance = null
})

/** A server of its own process that follows the world's chain. */
function startFollower({ chain, node, database }: ChainWorld): Promise<Instance> {
  const env = {
    CHAIN_ID: String(chain.chainId),
    CREDITS_MANAGER_ADDRESS: chain.creditsManager,
    SIGNER_PRIVATE_KEY: signerKey,
    RPC_URL: node.url,
    CHAIN_POLL_MS: '100',
  }
  return startInstance({ databaseUrl: database.connectionString, rootApiKey, env })
}

/** The uses that the chain tells of, and those that count here: each by block and place in it. */
async function readUses({ chain, knex }: ChainWorld): Promise<{ told: string[]; counted: string[] }> {
  const filter = { address: chain.creditsManager, topics: [creditsManagerTopics.CreditUsed], fromBlock: '0x0' }
  const logs = (await chain.rpc('eth_getLogs', [filter])) as (Log & { blockHash: string; logIndex: string })[]
  const rows = await knex('chain_events').where({ kind: 'CreditUsed' }).whereNotNull('applied_at')
  return {
    told: logs.map(({ blockHash, logIndex }) => `${blockHash} ${Number(logIndex)}`).sort(),
    counted: rows.map(({ block_hash, log_index }) => `${block_hash} ${log_index}`).sort(),
  }
}

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
      const holding = await knex.transaction()
      try {
        for (const { address } of await holding('users').orderBy('address').select('address')) {
          await holding('users').where({ address }).forUpdate()
        }
        for (const voucher of vouchers) await here.spend(voucher, 1n)
        await chain.mine(1)
        await eventually(async () => {
          const waiting = await knex('pg_stat_activity')
            .where({ application_name: 'credits-server', wait_event_type: 'Lock' })
            .whereRaw('datname = current_database()')
          expect(waiting).not.toEqual([])
        })
        story.inTransaction += 1
        await killed.kill()
      } finally {
        await holding.rollback()
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
