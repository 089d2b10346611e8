import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import type {} from '../../../packages/onchain/test/chooseFuzz.js'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { createRandom } from '../tools/createRandom.js'
import { createVisits, spreadMs } from '../tools/createVisits.js'
import { createWitness } from '../tools/createWitness.js'
import type { Follower } from '../tools/Follower.js'
import { followPlainly } from '../tools/followPlainly.js'
import { grantBatches } from '../tools/grantBatches.js'
import { grantUntilMade } from '../tools/grantUntilMade.js'
import { inParallel } from '../tools/inParallel.js'
import { quantiles } from '../tools/quantiles.js'
import { readMetrics } from '../tools/readMetrics.js'
import { type Balancer, startBalancer } from '../tools/startBalancer.js'
import { type Instance, startInstance } from '../tools/startInstance.js'
import { type Postgres, startPostgres } from '../tools/startPostgres.js'
import { startReads } from '../tools/startReads.js'

const isLong = inject('fuzzRuns') !== null
const random = createRandom(inject('fuzzSeed'))
const rootApiKey = 'root_0123456789abcdef0123456789abcdef'

const streamCount = isLong ? fuzzRuns(250) : 100
const restartCount = fuzzRuns(2.5)
const readsPerSecond = isLong ? 300 : 50
const changesPerRestart = 20
/** The server gives itself 10 s to drain, and closes its database after that. */
const stoppedMs = 15_000
const patienceMs = 60_000

/** Two clients watch each user. */
const addresses = Array.from({ length: streamCount / 2 }, () => `0x${random.hex(20)}`)

describe('three instances behind a plain balancer', () => {
  let postgres: Postgres
  let instances: readonly Instance[]
  let balancer: Balancer

  beforeAll(async () => {
    postgres = await startPostgres()
    const options = { databaseUrl: postgres.connectionString, rootApiKey, env: { MAX_STREAMS_PER_IP: '100000' } }
    // The first migrates.
    const first = await startInstance(options)
    instances = [first, ...(await Promise.all([startInstance(options), startInstance(options)]))]
    balancer = await startBalancer(instances.map(({ port }) => port))
    await grantBatches({ url: first.url, rootApiKey }, addresses)
  })
  afterAll(async () => {
    await Promise.all(instances.map((instance) => instance.stop()))
    await balancer.close()
    await postgres.remove()
  })

  async function openStreams(): Promise<number> {
    const metrics = await Promise.all(instances.map(({ opsUrl }) => readMetrics(opsUrl)))
    return metrics.reduce((sum, each) => sum + (each.get('credits_open_streams') ?? 0), 0)
  }

  test('B10: a rolling restart fails no read, loses no balance, and its clients come back spread over time', async ({
    onTestFinished,
  }) => {
    const witness = createWitness()
    const visits = createVisits()
    const followers = [...addresses, ...addresses].map((address) =>
      followPlainly(balancer.url, address, witness, { note: visits.note }),
    )
    onTestFinished(() => {
      for (const follower of followers) follower.close()
    })
    const allWatch = () =>
      vi.waitFor(async () => expect(await openStreams()).toBe(streamCount), { timeout: patienceMs })
    await allWatch()
    const reads = startReads({ url: balancer.url, addresses, perSecond: readsPerSecond, random })

    const shares: number[] = []
    const stopsMs: number[] = []
    const met: Record<string, number> = {}
    for (let restart = 0; restart < restartCount; restart++) {
      const instance = instances[restart % instances.length]
      if (!instance) throw new Error('there is no instance')
      visits.look()
      const stopping = instance.stop()
      const changes = Array.from({ length: changesPerRestart }, () => random.pick(addresses))
      await inParallel(changes, (address) => grantUntilMade({ url: balancer.url, rootApiKey, address }))
      const { code, ms } = await stopping
      expect(code).toBe(0)
      expect(ms).toBeLessThan(stoppedMs)
      stopsMs.push(ms)
      await instance.restart()
      await allWatch()
      const { counts, peak, mean } = visits.look(spreadMs.drain(streamCount / instances.length))
      if (counts['asked']) shares.push(peak / mean)
      for (const [what, count] of Object.entries(counts)) met[what] = (met[what] ?? 0) + count
    }
    await reads.stop()
    await allLatest(instances, followers)

    console.log(
      `B10: ${restartCount} restarts of three instances under ${streamCount} streams and ${readsPerSecond} reads a second; ` +
        `stopped after ${quantiles(stopsMs)} ms; ${reads.tookMs.length} reads, 0 failed, ${reads.again} sent again, ` +
        `${quantiles(reads.tookMs)} ms; streams came back ${Math.max(...shares).toFixed(2)} times the mean at most; met ${JSON.stringify(met)}`,
    )
    expect(reads.failures).toEqual([])
    // It found no instance of its streams' that it had to leave again at once, or one that broke off in the middle.
    const { asked, 200: served, unavailable, ...others } = met
    expect(others).toEqual({})
    expect(Math.max(...shares)).toBeLessThanOrEqual(3)
    expect(witness.faults).toEqual([])
    expect(followers.filter(({ over }) => over)).toEqual([])
    expect(instances.flatMap((instance) => instance.complaints())).toEqual([])
  })
})

/** Waits until each client's latest balance is the one of the database, which every instance answers. */
async function allLatest([instance]: readonly Instance[], followers: readonly Follower[]): Promise<void> {
  await inParallel(followers, async (follower) => {
    const body = await (await fetch(`${instance?.url}/users/${follower.address}/credits`)).text()
    await vi.waitFor(() => expect(follower.data).toBe(body), { timeout: patienceMs })
  })
}
