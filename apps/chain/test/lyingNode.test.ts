import { setTimeout as sleep } from 'node:timers/promises'
import { type Address, creditHash, creditsManagerTopics, type Hex } from '@credits-server/onchain'
import { afterEach, describe, expect, inject, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { createRandom, type Random } from '../../faults/tools/createRandom.js'
import { type ChainWorld, createChainWorld } from './createChainWorld.js'
import { eventually } from './eventually.js'
import { type AnswerQuestion, Refusal } from './startUnreliableNode.js'
import { makeVoucher, newAccount } from './testCredits.js'

let world: ChainWorld | null = null
afterEach(async () => {
  await world?.stop()
  world = null
})

type Log = { address: string; topics: string[]; data: string; blockHash: string; logIndex: string }
type Block = { number: string; hash: string; parentHash: string; logsBloom: string }

const otherHash = `0x${'ee'.repeat(32)}`

/** Lies that nodes have been caught at, each as likely as it is told. */
const lies: Readonly<Record<string, (random: Random) => AnswerQuestion>> = {
  'a range of more than 100 blocks is refused': () => async (question, ask) => {
    const [filter] = question.params as [{ fromBlock?: string; toBlock?: string }]
    if (question.method === 'eth_getLogs' && filter.fromBlock !== undefined) {
      if (Number(filter.toBlock) - Number(filter.fromBlock) >= 100) throw new Refusal('block range too large')
    }
    return ask(question)
  },
  'logs are cut off': (random) => async (question, ask) => {
    const answer = await ask(question)
    if (question.method !== 'eth_getLogs' || random.below(2) === 0) return answer
    const [filter] = question.params as [{ blockHash?: string }]
    // Of a range, behind a round number of them.
    return filter.blockHash === undefined ? (answer as Log[]).slice(0, 10) : (answer as Log[]).slice(0, -1)
  },
  'the index of logs is behind the blocks': (random) => async (question, ask) =>
    question.method === 'eth_getLogs' && random.below(2) === 0 ? [] : ask(question),
  'the head goes back': (random) => async (question, ask) => {
    if (question.method !== 'eth_getBlockByNumber' || question.params[0] !== 'latest') return ask(question)
    const head = Number(((await ask(question)) as Block).number)
    const said = Math.max(0, head - random.below(30))
    return ask({ ...question, params: [`0x${said.toString(16)}`, false] })
  },
  'it is now and then of another chain': (random) => async (question, ask) =>
    question.method === 'eth_chainId' && random.below(2) === 0 ? '0x1' : ask(question),
  'logs are of another block than they say': (random) => async (question, ask) => {
    const answer = await ask(question)
    if (question.method !== 'eth_getLogs' || random.below(2) === 0) return answer
    return (answer as Log[]).map((log) => ({ ...log, blockHash: otherHash }))
  },
  'blocks do not follow each other': (random) => async (question, ask) => {
    const answer = (await ask(question)) as Block | null
    if (question.method !== 'eth_getBlockByNumber' || !answer || random.below(20) > 0) return answer
    return { ...answer, parentHash: otherHash }
  },
  'it answers with another block': (random) => async (question, ask) => {
    const asked = question.params[0]
    if (question.method !== 'eth_getBlockByNumber' || !String(asked).startsWith('0x') || random.below(20) > 0) {
      return ask(question)
    }
    return ask({ ...question, params: [`0x${Math.max(0, Number(asked) - 1).toString(16)}`, false] })
  },
  'blocks are not there yet': (random) => async (question, ask) =>
    question.method === 'eth_getBlockByNumber' && random.below(20) === 0 ? null : ask(question),
  'what it says is nonsense': (random) => async (question, ask) =>
    random.below(20) === 0
      ? random.pick([null, 7, 'x', [], {}, [null], { number: '0x', hash: '0x' }, [{}]])
      : ask(question),
  'blooms are empty': () => async (question, ask) => {
    const answer = (await ask(question)) as Block | null
    if (question.method !== 'eth_getBlockByNumber' || !answer) return answer
    return { ...answer, logsBloom: `0x${'00'.repeat(256)}` }
  },
  'a log is there twice': (random) => async (question, ask) => {
    const answer = await ask(question)
    if (question.method !== 'eth_getLogs' || random.below(2) === 0) return answer
    return [...(answer as Log[]), ...(answer as Log[])]
  },
}

describe('C7', () => {
  test('a node that lies, in whatever way, costs time and never a wei', async () => {
    const rounds = fuzzRuns(12)
    const seed = inject('fuzzSeed')
    const names = Object.keys(lies)
    for (let round = 0; round < rounds; round += 1) {
      const random = createRandom(seed + round)
      const name = names[round % names.length] as string
      const here = await createChainWorld()
      world = here
      const vouchers = [await here.grant(newAccount(), 500n), await here.grant(newAccount(), 500n)]
      // Half of them begin with history, half near the head.
      for (let block = 0; block < 16; block += 1) {
        await here.chain.mine(1)
        await here.spend(random.pick(vouchers), 1n)
      }
      await here.chain.mine(round % 2 === 0 ? 20 : 330)
      here.node.answer = (lies[name] as (random: Random) => AnswerQuestion)(random)
      const indexer = here.startIndexer()
      for (let step = 0; step < 12; step += 1) {
        if (random.below(4) === 0) await here.chain.reorg(1 + random.below(4))
        else await here.spend(random.pick(vouchers), BigInt(1 + random.below(5)))
        await here.chain.mine(1)
        await sleep(random.below(40))
      }
      here.node.answer = null
      await here.chain.mine(1)
      await here.settle()
      expect({ name, round, differences: await here.differences() }).toEqual({ name, round, differences: [] })
      expect({ name, isHalted: indexer.progress.isHalted }).toEqual({ name, isHalted: false })
      await here.stop()
      world = null
    }
    console.log(`C7: ${rounds} schedules of ${names.length} lies from seed ${seed}, 0 differences`)
  })

  test('a node of another chain is not believed at all', async () => {
    const here = await createChainWorld()
    world = here
    const voucher = await here.grant(newAccount(), 10n)
    await here.chain.mine(1)
    const indexer = here.startIndexer()
    await here.spend(voucher, 4n)
    await here.chain.mine(1)
    await here.settle()
    const other = await createChainWorld({ chain: { chainId: 4242 } })
    try {
      await other.chain.mine(30)
      here.node.answer = ({ method, params }) => other.chain.rpc(method, params)
      const before = indexer.progress.nodeFailures
      await eventually(async () => expect(indexer.progress.nodeFailures).toBeGreaterThan(before + 1))
      expect(indexer.progress).toMatchObject({ isHalted: false, undoneEvents: 0 })
      expect(await here.knex('credits').where({ id: voucher.id }).first()).toMatchObject({ spent_wei: '4' })
    } finally {
      await other.stop()
    }
  })
})

describe('C8', () => {
  test('forged events are quarantined with their reason, and change nothing', async () => {
    const here = await createChainWorld()
    world = here
    const { chain } = here
    const voucher = await here.grant(newAccount(), 1_000n)
    await chain.mine(1)
    // A true use, which the forgeries are made of.
    await here.spend(voucher, 4n)
    await chain.mine(300)
    const counts = fuzzRuns(13)
    const random = createRandom(inject('fuzzSeed'))
    const reasons = ['FOREIGN_CONTRACT', 'HASH_MISMATCH', 'UNKNOWN_CREDIT', 'OVERSPENT', 'NOTHING_SPENT']
    here.node.answer = async (question, ask) => {
      const answer = await ask(question)
      if (question.method !== 'eth_getLogs' || !Array.isArray(answer) || answer.length === 0) return answer
      const [log] = answer as [Log]
      const forged = reasons.flatMap((reason) => Array.from({ length: counts }, () => forge(reason, log, random)))
      return [log, ...forged.map((each, nth) => ({ ...each, logIndex: `0x${(nth + 100).toString(16)}` }))]
    }
    const indexer = here.startIndexer()
    await here.settle()
    const rows = await here
      .knex('chain_events')
      .select('quarantined_because as reason')
      .groupBy('reason')
      .count('* as count')
    const found = Object.fromEntries(rows.map(({ reason, count }) => [String(reason), Number(count)]))
    expect(found).toEqual({ null: 1, ...Object.fromEntries(reasons.map((reason) => [reason, counts])) })
    expect(indexer.progress).toMatchObject({ quarantinedEvents: counts * reasons.length, isHalted: false })
    expect(await here.differences()).toEqual([])
    console.log(`C8: ${counts * reasons.length} forged events, all quarantined`)

    /** Makes an event that is wrong in one way. */
    function forge(reason: string, log: Log, { hex, below }: Random): Log {
      const words = log.data.slice(2).match(/.{64}/g) as [string, string, string, string]
      const [topic, user, hash] = log.topics as [string, string, string]
      const made = (topics: string[], data: string[]) => ({ ...log, topics, data: `0x${data.join('')}` })
      if (reason === 'FOREIGN_CONTRACT') return { ...log, address: `0x${hex(20)}` }
      if (reason === 'NOTHING_SPENT') return made(log.topics, [...words.slice(0, 3), '0'.repeat(64)])
      if (reason === 'OVERSPENT')
        return made(log.topics, [...words.slice(0, 3), (1_001n + BigInt(below(9))).toString(16).padStart(64, '0')])
      if (reason === 'HASH_MISMATCH') {
        const [value, expiresAt, salt, amount] = words
        return below(2) === 0
          ? made([topic, user, `0x${hex(32)}`], words)
          : made(log.topics, [(BigInt(`0x${value}`) + 1n).toString(16).padStart(64, '0'), expiresAt, salt, amount])
      }
      const fields = {
        user: `0x${user.slice(26)}` as Address,
        chainId: chain.chainId,
        contract: chain.creditsManager,
        valueWei: 50n,
        expiresAtSeconds: 4_000_000_000,
        salt: `0x${hex(32)}` as Hex,
      }
      const unknown = [50n, 4_000_000_000n].map((number) => number.toString(16).padStart(64, '0'))
      expect(hash).not.toBe(creditHash(fields))
      return made([topic, user, creditHash(fields)], [...unknown, fields.salt.slice(2), '1'.padStart(64, '0')])
    }
  })

  test('the credit of another server on the same contract is quarantined; ours beside it is not', async () => {
    const here = await createChainWorld()
    world = here
    const { chain } = here
    const ours = await here.grant(newAccount(), 10n)
    const theirs = makeVoucher(chain, { user: newAccount() })
    await chain.mine(1)
    here.startIndexer()
    await here.spend(theirs, 3n)
    await here.spend(ours, 4n)
    await chain.mine(1)
    await here.settle()
    const rows = await here.knex('chain_events').orderBy('log_index').select('quarantined_because', 'address')
    expect(rows).toEqual([
      { quarantined_because: 'UNKNOWN_CREDIT', address: theirs.user },
      { quarantined_because: null, address: ours.user },
    ])
    expect(await here.knex('credits').where({ id: ours.id }).first()).toMatchObject({ spent_wei: '4' })
  })

  test('logs that no such contract writes are counted and passed over', async () => {
    const here = await createChainWorld()
    world = here
    const voucher = await here.grant(newAccount(), 10n)
    await here.chain.mine(1)
    await here.spend(voucher, 4n)
    await here.chain.mine(300)
    here.node.answer = async (question, ask) => {
      const answer = await ask(question)
      if (question.method !== 'eth_getLogs' || !Array.isArray(answer) || answer.length === 0) return answer
      const [log] = answer as [Log]
      const broken = [
        { ...log, logIndex: '0x7', data: '0x' },
        { ...log, logIndex: '0x8', topics: log.topics.slice(0, 2) },
        { ...log, logIndex: '0x9', topics: [creditsManagerTopics.UserDenied, ...log.topics.slice(1)] },
      ]
      return [log, ...broken]
    }
    const indexer = here.startIndexer()
    await here.settle()
    expect(indexer.progress).toMatchObject({ unreadableLogs: 3, isHalted: false })
    expect(await here.differences()).toEqual([])
  })
})
