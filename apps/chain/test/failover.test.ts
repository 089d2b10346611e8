import { setTimeout as sleep } from 'node:timers/promises'
import type { Hex } from '@credits-server/onchain'
import { afterEach, describe, expect, inject, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { createRandom } from '../../faults/tools/createRandom.js'
import { startFaultProxy } from '../../faults/tools/startFaultProxy.js'
import { adoptEvents } from '../../server/src/chain/adoptEvents.js'
import type { ChainEvent } from '../../server/src/chain/ChainEvent.js'
import { commitBlocks } from '../../server/src/chain/commitBlocks.js'
import { commitReorg, haltFollowing } from '../../server/src/chain/commitReorg.js'
import type { Indexer } from '../../server/src/chain/createIndexer.js'
import { LeadLost } from '../../server/src/chain/holdLead.js'
import { rewindChain } from '../../server/src/chain/rewindChain.js'
import { takeLead } from '../../server/src/chain/takeLead.js'
import { findDiscrepancies } from '../../server/src/ledger/findDiscrepancies.js'
import { type ChainWorld, createChainWorld } from './createChainWorld.js'
import { eventually } from './eventually.js'
import { holdUsers } from './holdUsers.js'
import { leaveUseToAdopt } from './leaveUseToAdopt.js'
import { readUses } from './readUses.js'
import { startFollower } from './startFollower.js'
import { newAccount } from './testCredits.js'

let world: ChainWorld
/** What is to end before the world does. */
let endings: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of endings) await end()
  endings = []
  await world.stop()
})

/** How long a lead may be nobody's. */
const takeover = { patienceMs: 30_000, everyMs: 10 }

const fenceNow = async () => Number((await world.knex('chain_followers').first('fence'))?.fence ?? 0)

/** Ends the session that holds the lead, as a network or an administrator does; its process is told, or not in time. */
async function cutLead(): Promise<void> {
  const { rows } = await world.knex.raw(`
    select pg_terminate_backend(a.pid) from pg_stat_activity a join pg_locks l on l.pid = a.pid
    where a.application_name = 'credits-server chain' and a.datname = current_database()
      and l.locktype = 'advisory' and l.granted`)
  expect(rows).toHaveLength(1)
}

async function leaderOf(indexers: readonly Indexer[]): Promise<Indexer> {
  return eventually(async () => {
    const leading = indexers.filter(({ progress }) => progress.isLeading)
    expect(leading).toHaveLength(1)
    return leading[0] as Indexer
  }, takeover)
}

describe('C9', () => {
  test('however the lead is lost, another takes over and no use is missed or doubled', async () => {
    const failovers = fuzzRuns(5)
    const seed = inject('fuzzSeed')
    const random = createRandom(seed)
    world = await createChainWorld()
    const { chain, node } = world
    const vouchers = await Promise.all([0, 1, 2].map(() => world.grant(newAccount(), 1_000_000n)))
    await chain.mine(10)
    let indexers = [world.startIndexer(), world.startIndexer()]
    await world.settle()

    const spendSome = async () => {
      for (const voucher of vouchers) if (random.below(3) > 0) await world.spend(voucher, 1n)
      await world.spend(random.pick(vouchers), 2n)
      await chain.mine(1)
    }
    /** Each loses the lead, and returns what is to happen once another has it. */
    const losses: Readonly<Record<string, () => Promise<() => Promise<void>>>> = {
      'its session is cut': async () => {
        await cutLead()
        return async () => {}
      },
      'it is closed, and another one started': async () => {
        const leader = await leaderOf(indexers)
        await leader.close()
        indexers = [...indexers.filter((each) => each !== leader), world.startIndexer()]
        return async () => {}
      },
      'it stands still within a transaction': async () => {
        const held = await holdUsers(world)
        await spendSome()
        await held.waitedFor()
        await cutLead()
        // Some are let go before others notice that they may lead, some long after.
        await sleep(random.below(3_000))
        await held.letGo()
        return async () => {}
      },
      'it waits for the node, and believes that it leads when the answer comes': async () => {
        let asked = () => {}
        let answerNow = () => {}
        const isAsked = new Promise<void>((resolve) => {
          asked = resolve
        })
        const isAnswered = new Promise<void>((resolve) => {
          answerNow = resolve
        })
        node.answer = async (question, ask) => {
          const answer = await ask(question)
          if (question.method !== 'eth_getLogs') return answer
          node.answer = null
          asked()
          await isAnswered
          return answer
        }
        await spendSome()
        await isAsked
        await cutLead()
        return async () => {
          answerNow()
          await spendSome()
        }
      },
    }
    const names = Object.keys(losses)
    const tookMs: number[] = []
    for (let nth = 0; nth < failovers; nth += 1) {
      await leaderOf(indexers)
      const before = await fenceNow()
      if (random.below(2) === 0) await chain.reorg(1 + random.below(4))
      await spendSome()
      const name = names[nth % names.length] as string
      const lose = losses[name] as (typeof losses)[string]
      const afterwards = await lose()
      const lostAtMs = performance.now()
      await eventually(
        async () => expect({ name, fence: await fenceNow() }).not.toEqual({ name, fence: before }),
        takeover,
      )
      tookMs.push(performance.now() - lostAtMs)
      await afterwards()
      if (random.below(2) === 0) await spendSome()
      await world.settle()
      expect({ name, nth, differences: await world.differences() }).toEqual({ name, nth, differences: [] })
    }
    const { told, counted } = await readUses(world)
    expect(counted).toEqual(told)
    expect(await findDiscrepancies(world.knex)).toEqual([])
    const slowestMs = Math.round(Math.max(...tookMs))
    console.log(
      `C9: ${failovers} leads lost from seed ${seed}, taken over within ${slowestMs} ms; ${told.length} uses told, none missed, none doubled`,
    )
  })

  test('a process that is stopped loses the lead although its connections live, and writes nothing when it goes on', async () => {
    const rounds = fuzzRuns(1)
    world = await createChainWorld()
    const { chain } = world
    const voucher = await world.grant(newAccount(), 1_000_000n)
    await chain.mine(5)
    const tookMs: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      const stopped = await startFollower(world)
      endings.push(stopped.kill)
      await world.settle()
      const other = world.startIndexer()
      // Every second one is stopped in the middle of a transaction.
      const held = round % 2 === 0 ? await holdUsers(world) : null
      await world.spend(voucher, 3n)
      await chain.mine(1)
      await held?.waitedFor()
      stopped.signal('SIGSTOP')
      const stoppedAtMs = performance.now()
      await held?.letGo()
      await eventually(async () => expect(other.progress.isLeading).toBe(true), takeover)
      tookMs.push(performance.now() - stoppedAtMs)
      await world.settle()
      stopped.signal('SIGCONT')
      await world.spend(voucher, 2n)
      await chain.mine(1)
      await world.settle()
      expect(await world.differences()).toEqual([])
      await stopped.kill()
      await other.close()
    }
    console.log(`C9: ${rounds} stopped processes, taken over within ${Math.round(Math.max(...tookMs))} ms`)
  })
})

describe('a connection that has died without a word', () => {
  test('both sides notice: the lead is given up here, and may be taken there', async () => {
    world = await createChainWorld()
    const { connectionString } = world.database
    const { chainId } = world.chain
    const url = new URL(connectionString)
    const [socketDir, port] = [url.searchParams.get('host'), url.searchParams.get('port')]
    const link = await startFaultProxy({ path: `${socketDir}/.s.PGSQL.${port}` })
    endings.push(link.close)
    const through = `postgres://${url.username}@127.0.0.1:${link.port}${url.pathname}?sslmode=disable`
    const silent = await takeLead(through, chainId)
    const closed = await takeLead(through, chainId + 1)
    if (silent === null || closed === null) throw new Error('the lead cannot be taken')
    link.blackhole()
    // It was released before anybody noticed, and whoever closes does not wait for an answer.
    await closed.release()
    await eventually(async () => {
      const next = await takeLead(connectionString, chainId)
      expect(next).not.toBeNull()
      await next?.release()
    }, takeover)
    await eventually(async () => expect(silent.lost.aborted).toBe(true), takeover)
    await silent.release()
  })
})

describe('a leader that was taken over', () => {
  /** Everything that following a chain may write. */
  async function readEverything(): Promise<unknown> {
    const { rows } = await world.knex.raw(`select
      (select json_agg(e order by address, version) from entries e) as entries,
      (select json_agg(c order by id) from credits c) as credits,
      (select json_agg(u order by address) from users u) as users,
      (select json_agg(x order by block_number, log_index, block_hash) from chain_events x) as events,
      (select json_agg(b order by number) from chain_blocks b) as blocks,
      (select json_agg(c order by contract) from chain_contracts c) as contracts,
      (select json_agg(f) from chain_followers f) as followers`)
    return rows
  }

  test('error: LeadLost, whatever it writes, and nothing is changed', async () => {
    world = await createChainWorld()
    const { chain, knex } = world
    const { chainId, creditsManager: contract } = chain
    const voucher = await leaveUseToAdopt(world, { valueWei: 100n, blocks: 3 })

    const first = await takeLead(world.database.connectionString, chainId)
    if (first === null) throw new Error('nobody leads, and yet the lead cannot be taken')
    expect(await takeLead(world.database.connectionString, chainId)).toBeNull()
    await first.release()
    const second = await takeLead(world.database.connectionString, chainId)
    if (second === null) throw new Error('the lead was released and cannot be taken')
    endings.push(second.release)
    expect(first.lost.aborted).toBe(true)
    expect(second.lead.fence).toBe(first.lead.fence + 1)

    const head = Number(await chain.rpc('eth_blockNumber', []))
    const event: ChainEvent = {
      blockNumber: head + 1,
      blockHash: `0x${'ab'.repeat(32)}`,
      logIndex: 0,
      transactionHash: `0x${'cd'.repeat(32)}`,
      contract,
      told: {
        ...voucher,
        kind: 'CreditUsed',
        creditHash: voucher.hash,
        expiresAtSeconds: BigInt(voucher.expiresAtSeconds),
        amountWei: 5n,
      },
    }
    const to = head + 1
    const heads = [{ number: to, hash: event.blockHash as Hex }]
    const blocks = { contracts: [contract], to, heads, events: [event], finalized: to, headNumber: to }
    const before = await readEverything()
    const old = first.lead
    await expect(commitBlocks(knex, old, blocks)).rejects.toThrow(LeadLost)
    await expect(commitReorg(knex, old, 0)).rejects.toThrow(LeadLost)
    await expect(haltFollowing(knex, old, { finalized: 0, why: 'of no reason' })).rejects.toThrow(LeadLost)
    await expect(adoptEvents(knex, old)).rejects.toThrow(LeadLost)
    expect(await readEverything()).toEqual(before)

    // Whoever took over may.
    await adoptEvents(knex, second.lead)
    expect(await world.differences()).toEqual([])
    await commitBlocks(knex, second.lead, blocks)
    expect(await knex('credits').where({ id: voucher.id }).first()).toMatchObject({ spent_wei: '9' })
    // The same blocks again tell nothing new.
    await commitBlocks(knex, second.lead, blocks)
    expect(await knex('credits').where({ id: voucher.id }).first()).toMatchObject({ spent_wei: '9' })
    // Whoever has stopped writes nothing either.
    await haltFollowing(knex, second.lead, { finalized: to, why: 'a test says so' })
    await expect(commitReorg(knex, second.lead, 0)).rejects.toThrow(LeadLost)
    expect(await knex('credits').where({ id: voucher.id }).first()).toMatchObject({ spent_wei: '9' })
    // An operator who rewinds takes the lead from it as well.
    await rewindChain(knex, { chainId, block: 0, onStep: () => {} })
    expect(await knex('chain_followers').first()).toMatchObject({ halted_because: null })
    await expect(commitBlocks(knex, second.lead, blocks)).rejects.toThrow(LeadLost)
    expect(await knex('credits').where({ id: voucher.id }).first()).toMatchObject({ spent_wei: '0' })
  })
})
