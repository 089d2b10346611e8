import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import type {} from '../../../packages/onchain/test/chooseFuzz.js'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { createRandom } from '../tools/createRandom.js'
import { createVisits, spreadMs, type VisitReport } from '../tools/createVisits.js'
import { createWitness } from '../tools/createWitness.js'
import { dialInTurn } from '../tools/dialInTurn.js'
import type { Follower } from '../tools/Follower.js'
import { followPlainly } from '../tools/followPlainly.js'
import { grantBatches } from '../tools/grantBatches.js'
import { readMetrics } from '../tools/readMetrics.js'
import { type FaultProxy, startFaultProxy } from '../tools/startFaultProxy.js'
import { type Instance, startInstance } from '../tools/startInstance.js'
import { type Postgres, startPostgres } from '../tools/startPostgres.js'

const random = createRandom(inject('fuzzSeed'))
const rootApiKey = 'root_0123456789abcdef0123456789abcdef'

const clientCount = fuzzRuns(500)
/** Each watches somebody else: no read serves two of them by chance. */
const addresses = Array.from({ length: clientCount }, () => `0x${random.hex(20)}`)
const patienceMs = 120_000
/** Heartbeats, comparisons and the leases of what else an instance does, while a storm lasts. */
const otherQuestions = 100

describe('streams that are dropped at once', () => {
  let postgres: Postgres
  let first: Instance
  let second: Instance
  let link: FaultProxy
  let questions = 0

  beforeAll(async () => {
    postgres = await startPostgres()
    link = await startFaultProxy({ path: postgres.socketPath })
    // It cuts nothing: it looks at what passes.
    link.cutRequest((bytes) => {
      questions += countSyncs(bytes)
      return null
    })
    const databaseUrl = `postgres://credits@127.0.0.1:${link.port}/credits?sslmode=disable`
    const options = { databaseUrl, rootApiKey, env: { MAX_STREAMS_PER_IP: '100000' } }
    first = await startInstance(options)
    second = await startInstance(options)
    await grantBatches({ url: first.url, rootApiKey }, addresses)
  })
  afterAll(async () => {
    await Promise.all([first.stop(), second.stop()])
    await link.close()
    await postgres.remove()
    expect([first, second].flatMap((instance) => instance.complaints())).toEqual([])
  })

  const openStreams = async ({ opsUrl }: Instance) => (await readMetrics(opsUrl)).get('credits_open_streams')
  /** Lets all clients watch one instance, drops them, and waits until the other one has them all. */
  async function drop(from: Instance, to: Instance, end: keyof typeof spreadMs, waitMs?: number) {
    const visits = createVisits()
    const witness = createWitness()
    // They know one instance until they are there, so that all are dropped; then both.
    const ports = [from.port]
    const options = {
      note: visits.note,
      dial: dialInTurn(ports, () => visits.note('refused')),
      ...(waitMs === undefined ? {} : { waitMs }),
    }
    const followers = addresses.map((address) => followPlainly(from.url, address, witness, options))
    try {
      await vi.waitFor(() => expect(followers.filter(({ data }) => data === null).length).toBe(0), {
        timeout: patienceMs,
        interval: 100,
      })
      ports.push(to.port)
      await expect.poll(() => openStreams(from), { timeout: 10_000 }).toBe(clientCount)
      const before = questions
      visits.look()
      const dropping = end === 'kill' ? from.kill() : from.stop().then(({ code }) => expect(code).toBe(0))
      // A stream is open before its client has heard of it.
      await vi.waitFor(
        async () => {
          expect(visits.count('200')).toBeGreaterThanOrEqual(clientCount)
          expect(await openStreams(to)).toBe(clientCount)
        },
        { timeout: patienceMs, interval: 100 },
      )
      const report = visits.look(spreadMs[end](clientCount))
      const asked = questions - before
      await dropping

      await from.restart()
      await expectLatest(to, followers)
      expect(witness.faults).toEqual([])
      expect(followers.filter(({ over }) => over)).toEqual([])
      return { ...report, asked }
    } finally {
      for (const follower of followers) follower.close()
      await expect.poll(() => openStreams(to), { timeout: 10_000 }).toBe(0)
    }
  }

  test('D11: after a drain they come back spread over time, and none is told more than it needs', async () => {
    const report = await drop(first, second, 'drain')
    expectCalm(report)
    expect(report.peak).toBeLessThanOrEqual(3 * report.mean)
    expect(report.asked).toBeLessThanOrEqual(clientCount + otherQuestions)
    console.log(`D11, a drain: ${describeStorm(report)}`)
  })

  test('D11: after a kill they come back spread over time as well', async () => {
    const report = await drop(second, first, 'kill')
    expectCalm(report)
    expect(report.peak).toBeLessThanOrEqual(3 * report.mean)
    expect(report.asked).toBeLessThanOrEqual(clientCount + otherQuestions)
    console.log(`D11, a kill: ${describeStorm(report)}`)
  })

  test('D11: clients that wait for nothing are served by far fewer questions than they are', async () => {
    const report = await drop(first, second, 'kill', 0)
    // Who comes back while the process is still dying is taken by the system and then reset.
    const { ECONNRESET, ...counts } = report.counts
    expectCalm({ counts })
    expect(report.asked).toBeLessThanOrEqual(clientCount / 4 + otherQuestions)
    console.log(`D11, a kill and no wait: ${describeStorm(report)}`)
  })
})

/** Each coming was served, sent away for a while, or not taken: nothing ends a client, and nothing breaks in the middle. */
function expectCalm({ counts }: Pick<VisitReport, 'counts'>): void {
  const { asked, 200: served, refused, ECONNREFUSED, unavailable, ...others } = counts
  expect(others).toEqual({})
  expect(served).toBeGreaterThanOrEqual(clientCount)
}

async function expectLatest({ url }: Instance, followers: readonly Follower[]): Promise<void> {
  for (let look = 0; look < 50; look++) {
    const { address, data } = random.pick(followers)
    expect(data).toBe(await (await fetch(`${url}/users/${address}/credits`)).text())
  }
}

function describeStorm({ counts, peak, mean, asked }: VisitReport & { readonly asked: number }): string {
  const share = (peak / mean).toFixed(2)
  return `${clientCount} clients, ${peak} a second at most and ${Math.round(mean)} on average (${share}), ${asked} questions to the database; ${JSON.stringify(counts)}`
}

/** [spec] Whatever is asked of Postgres by the extended protocol ends with a Sync: its letter, and a length of 4. */
function countSyncs(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(sync); at !== -1; at = bytes.indexOf(sync, at + sync.length)) count++
  return count
}

const sync = Buffer.from([0x53, 0, 0, 0, 4])
