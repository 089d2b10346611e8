import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import type {} from '../../../packages/onchain/test/chooseFuzz.js'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { createRandom } from '../tools/createRandom.js'
import { grantUntilMade } from '../tools/grantUntilMade.js'
import { departures, openPeer, type Peer } from '../tools/openPeer.js'
import { readMetrics } from '../tools/readMetrics.js'
import { type Instance, startInstance } from '../tools/startInstance.js'
import { type Postgres, startPostgres } from '../tools/startPostgres.js'

const isLong = inject('fuzzRuns') !== null
const random = createRandom(inject('fuzzSeed'))
const rootApiKey = 'root_0123456789abcdef0123456789abcdef'

const peerCount = fuzzRuns(25)
const connectionCount = fuzzRuns(5_000)
const atOnce = 100
const heartbeatMs = isLong ? 15_000 : 2_000
/** What a busy machine may add to a moment. */
const lateMs = 1_000
const freedMs = 1_000
/** Garbage is collected twice meanwhile. */
const collectedMs = 1_500

/** What must not grow, and by how much it may all the same: an idle connection of a pool has a timer now and then. */
const mayGrow: Readonly<Record<string, number>> = {
  process_open_fds: 0,
  nodejs_active_handles_total: 0,
  nodejs_active_resources_total: 5,
}

const addresses = Array.from({ length: 20 }, () => `0x${random.hex(20)}`)
const unknown = `0x${'0f'.repeat(20)}`
const kinds = Object.keys(departures) as (keyof typeof departures)[]

describe('streams of one instance', () => {
  let postgres: Postgres
  let instance: Instance

  beforeAll(async () => {
    postgres = await startPostgres()
    const collecting = `--import=${new URL('../tools/collectGarbage.mjs', import.meta.url).href}`
    const env = { NODE_OPTIONS: collecting, HEARTBEAT_MS: String(heartbeatMs), MAX_STREAMS_PER_IP: '100000' }
    instance = await startInstance({ databaseUrl: postgres.connectionString, rootApiKey, env })
    for (const address of addresses) await grantUntilMade({ url: instance.url, rootApiKey, address })
  })
  afterAll(async () => {
    const { code } = await instance.stop()
    await postgres.remove()
    expect(code).toBe(0)
    expect(instance.complaints()).toEqual([])
  })

  const openStreams = async () => (await readMetrics(instance.opsUrl)).get('credits_open_streams')
  /** Waits until so many are open, and answers how long that took. */
  async function untilOpen(count: number, patienceMs: number): Promise<number> {
    const beganMs = performance.now()
    for (;;) {
      const open = await openStreams()
      const tookMs = performance.now() - beganMs
      if (open === count) return tookMs
      expect(tookMs, `${open} streams are open instead of ${count}`).toBeLessThan(patienceMs)
      await sleep(2)
    }
  }
  async function openStreamsOf(count: number): Promise<Peer[]> {
    const peers = Array.from({ length: count }, () => openPeer(instance.port, random.pick(addresses)))
    await expect.poll(() => peers.filter((peer) => !hasBalance(peer)).length, { timeout: 30_000 }).toBe(0)
    return peers
  }

  test('D9: an idle stream has an event every HEARTBEAT_MS, and a peer that goes is freed within 1 s', async ({
    onTestFinished,
  }) => {
    const peers = await openStreamsOf(peerCount)
    onTestFinished(() => {
      for (const { socket } of peers) socket.destroy()
    })
    await sleep(2 * heartbeatMs + lateMs)
    const gapsMs = peers.flatMap(({ heardAtMs }) => heardAtMs.slice(1).map((at, n) => at - (heardAtMs[n] ?? 0)))
    const silentMs = peers.map(({ heardAtMs }) => performance.now() - (heardAtMs.at(-1) ?? 0))
    const longestMs = Math.max(...gapsMs, ...silentMs)
    expect(longestMs).toBeLessThanOrEqual(heartbeatMs + lateMs)

    let slowestMs = 0
    for (const [gone, { socket }] of peers.entries()) {
      departures[kinds[gone % kinds.length] ?? 'end'](socket)
      slowestMs = Math.max(slowestMs, await untilOpen(peerCount - gone - 1, freedMs))
    }
    const heartbeats = `an event every ${Math.round(longestMs)} ms at most with HEARTBEAT_MS ${heartbeatMs}`
    console.log(
      `D9: ${peerCount} idle streams, ${heartbeats}; closed peers freed after ${Math.round(slowestMs)} ms at most`,
    )
  })

  test('error: USER_NOT_FOUND, however many ask for one address at once, and nobody goes unanswered', async () => {
    const crowd = Array.from({ length: 200 }, () => openPeer(instance.port, unknown))
    await vi.waitFor(() => expect(crowd.filter((peer) => !isAnswered(peer))).toEqual([]), { timeout: 10_000 })
    for (const { socket } of crowd) socket.destroy()
    expect(instance.complaints().join('').slice(0, 300)).toBe('')
  })

  test('D13: after many have come and gone, nothing of them is left', async () => {
    await comeAndGo(connectionCount / 10)
    const before = await atRest()
    await comeAndGo(connectionCount)
    await expect.poll(async () => grown(before, await readMetrics(instance.opsUrl))).toEqual([])
    const after = await atRest()

    const heap = [before, after].map((metrics) => metrics.get('nodejs_heap_size_used_bytes') ?? 0) as [number, number]
    expect(heap[1] / heap[0]).toBeLessThan(isLong ? 1.05 : 1.15)
    const counts = Object.keys(mayGrow).map((name) => `${name} ${after.get(name)}`)
    const megabytes = heap.map((bytes) => (bytes / 1e6).toFixed(1)).join(' to ')
    console.log(`D13: ${connectionCount} connections, back to ${counts.join(', ')}; heap from ${megabytes} MB`)
  })

  /** What the instance measures when nobody watches and its garbage has been collected. */
  async function atRest(): Promise<ReadonlyMap<string, number>> {
    await untilOpen(0, freedMs)
    await sleep(collectedMs)
    const metrics = await readMetrics(instance.opsUrl)
    expect(metrics.get('credits_watched_addresses')).toBe(0)
    return metrics
  }

  /** Opens streams, a hundred at a time, and leaves each at some moment of its life. */
  async function comeAndGo(count: number): Promise<void> {
    for (let left = count; left > 0; left -= atOnce) {
      await Promise.all(Array.from({ length: Math.min(left, atOnce) }, visit))
    }
  }
  async function visit(): Promise<void> {
    // One in five asks for somebody who is not there, and is answered 404.
    const peer = openPeer(instance.port, random.below(5) === 0 ? unknown : random.pick(addresses))
    const closed = new Promise((resolve) => peer.socket.once('close', resolve))
    const staysMs = random.below(40)
    // Some go before they are answered, some in the middle of it, most when they have what they came for.
    if (random.below(4) === 0) await sleep(staysMs)
    else await vi.waitFor(() => expect(isAnswered(peer), 'no answer').toBe(true), { timeout: 10_000, interval: 5 })
    departures[random.pick(kinds)](peer.socket)
    await closed
  }
})

const isAnswered = (peer: Peer) => hasBalance(peer) || peer.text().includes('"code":"USER_NOT_FOUND"')
const hasBalance = (peer: Peer) => /\ndata: \{"credits[\s\S]*\n\n/.test(peer.text())

function grown(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): string[] {
  const of = (metrics: ReadonlyMap<string, number>, name: string) => metrics.get(name) ?? Number.NaN
  return Object.entries(mayGrow)
    .filter(([name, most]) => !(of(after, name) <= of(before, name) + most))
    .map(([name]) => `${name} from ${of(before, name)} to ${of(after, name)}`)
}
