import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import type {} from '../../../packages/onchain/test/chooseFuzz.js'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { createRandom } from '../tools/createRandom.js'
import { grantUntilMade } from '../tools/grantUntilMade.js'
import { openPeer, type Peer } from '../tools/openPeer.js'
import { readMetrics } from '../tools/readMetrics.js'
import { type Instance, startInstance } from '../tools/startInstance.js'
import { type Postgres, startPostgres } from '../tools/startPostgres.js'

const random = createRandom(inject('fuzzSeed'))
const rootApiKey = 'root_0123456789abcdef0123456789abcdef'
const address = `0x${random.hex(20)}`

const askCount = fuzzRuns(20)
const openFiles = 512
const healedMs = 1_000

describe('an instance that may open 512 files', () => {
  let postgres: Postgres
  let instance: Instance

  beforeAll(async () => {
    postgres = await startPostgres()
    const env = { MAX_STREAMS_PER_IP: '100000' }
    instance = await startInstance({ databaseUrl: postgres.connectionString, rootApiKey, env, openFiles })
    await grantUntilMade({ url: instance.url, rootApiKey, address })
  })
  afterAll(async () => {
    const { code } = await instance.stop()
    await postgres.remove()
    expect(code).toBe(0)
    expect(instance.complaints()).toEqual([])
  })

  const balance = () => fetch(`${instance.url}/users/${address}/credits`)
  const openStreams = async () => (await readMetrics(instance.opsUrl)).get('credits_open_streams')
  function openAll(count: number, onTestFinished: (undo: () => void) => void): Peer[] {
    const peers = Array.from({ length: count }, () => openPeer(instance.port, address))
    onTestFinished(() => leave(peers))
    return peers
  }

  test('E2: with every stream taken another one is `unavailable`, reads and health are answered, and it heals within 1 s', async ({
    onTestFinished,
  }) => {
    const peers = openAll(openFiles / 2 - 16, onTestFinished)
    await vi.waitFor(() => expect(peers.filter((peer) => !isServed(peer) && !isTurnedAway(peer))).toEqual([]), {
      timeout: 20_000,
    })
    const served = peers.filter(isServed)
    // Not one or two by accident: a fair share of what it may open.
    expect(served.length).toBeGreaterThanOrEqual(openFiles / 4)
    expect(served.length).toBeLessThan(peers.length)
    expect(await openStreams()).toBe(served.length)

    for (let asked = 0; asked < askCount; asked++) {
      const [late] = openAll(1, onTestFinished)
      await vi.waitFor(() => expect(late && isTurnedAway(late)).toBe(true), { timeout: 5_000 })
      const [live, ready, read] = await Promise.all([
        fetch(`${instance.opsUrl}/health/live`),
        fetch(`${instance.opsUrl}/health/ready`),
        balance(),
      ])
      expect([live.status, ready.status, read.status]).toEqual([200, 200, 200])
    }

    leave(served)
    const leftAtMs = performance.now()
    await vi.waitFor(
      async () => {
        const [fresh] = openAll(1, onTestFinished)
        await vi.waitFor(() => expect(fresh && isServed(fresh)).toBe(true), { timeout: 300, interval: 5 })
      },
      { timeout: healedMs, interval: 10 },
    )
    const tookMs = Math.round(performance.now() - leftAtMs)
    leave(peers)
    await expect.poll(openStreams).toBeLessThanOrEqual(1)
    console.log(
      `E2: ${served.length} streams of ${openFiles} files, ${askCount} asks each answered, healed after ${tookMs} ms`,
    )
  })

  test('E2: with every connection taken the health port is answered each time, and it heals within 1 s', async ({
    onTestFinished,
  }) => {
    const peers = openAll(openFiles * 2, onTestFinished)
    // The system takes them all; those for which it has no room it drops.
    await vi.waitFor(() => expect(peers.filter((peer) => !isServed(peer) && !isGone(peer))).toEqual([]), {
      timeout: 20_000,
    })
    for (let asked = 0; asked < askCount; asked++) {
      const health = await Promise.all(['live', 'ready'].map((name) => fetch(`${instance.opsUrl}/health/${name}`)))
      expect(health.map(({ status }) => status)).toEqual([200, 200])
    }
    leave(peers)
    const leftAtMs = performance.now()
    await vi.waitFor(async () => expect((await balance()).status).toBe(200), { timeout: healedMs, interval: 10 })
    console.log(
      `E2: ${peers.length} connections asked for, healed after ${Math.round(performance.now() - leftAtMs)} ms`,
    )
  })
})

const isServed = (peer: Peer) => /^HTTP\/1\.1 200 [\s\S]*\ndata: \{"credits[\s\S]*\n\n/.test(peer.text())
const isTurnedAway = (peer: Peer) => /^HTTP\/1\.1 200 [\s\S]*\nevent: unavailable\n/.test(peer.text())
const isGone = ({ socket }: Peer) => socket.destroyed

function leave(peers: readonly Peer[]): void {
  for (const { socket } of peers) socket.destroy()
}
