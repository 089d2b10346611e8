import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, type TestContext, test, vi } from 'vitest'
import type {} from '../../../packages/onchain/test/chooseFuzz.js'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { createRandom } from '../tools/createRandom.js'
import { createWitness, type Witness } from '../tools/createWitness.js'
import type { Follower } from '../tools/Follower.js'
import { followPlainly } from '../tools/followPlainly.js'
import { followWithEventSource } from '../tools/followWithEventSource.js'
import { grantUntilMade } from '../tools/grantUntilMade.js'
import { inParallel } from '../tools/inParallel.js'
import { quantiles } from '../tools/quantiles.js'
import { startBalancer } from '../tools/startBalancer.js'
import { type FaultProxy, startFaultProxy } from '../tools/startFaultProxy.js'
import { startHintsProxy } from '../tools/startHintsProxy.js'
import { type Instance, startInstance } from '../tools/startInstance.js'
import { type Postgres, startPostgres } from '../tools/startPostgres.js'
import { versionOf } from '../tools/versionOf.js'

const isLong = inject('fuzzRuns') !== null
const random = createRandom(inject('fuzzSeed'))
const rootApiKey = 'root_0123456789abcdef0123456789abcdef'

const clientCount = fuzzRuns(100)
/** The whole programme, or else what fits into some seconds. Most credits expire soon, and that is an update as well. */
const grantCount = isLong ? fuzzRuns(10_000) : 2_000
const fireMs = isLong ? Number.POSITIVE_INFINITY : 7_000

const convergedMs = 30_000
/** What a busy machine may need from the end of a read to the last client's parser. */
const pushMs = 2_000

let postgres: Postgres

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.remove())

// Both mostly wait; the long programme wants the machine to itself.
describe('convergence', { concurrent: !isLong }, () => {
  test('D1, D2: through kills and cuts every client ends with the balance, and none ever saw one fall', async (context) => {
    const run = await startRun(context, postgres.connectionString)
    const report = await run.grantUnderFire()
    const tookMs = await run.converge()
    await run.stop()
    console.log(`D1 and D2: ${report}, equal after ${tookMs} ms, 0 falls`)
  })

  test('D4: the same when no notification ever arrives, and then within RECONCILE_MS and one push', async (context) => {
    const reconcileMs = isLong ? 5_000 : 1_000
    const proxy = await startHintsProxy(postgres.socketPath)
    context.onTestFinished(() => proxy.close())
    proxy.deafen()
    const run = await startRun(context, proxy.connectionString, { RECONCILE_MS: String(reconcileMs) })
    const report = await run.grantUnderFire()
    const tookMs = await run.converge()
    const latencies = await run.measure()
    await run.stop()

    expect(proxy.dropped()).toBeGreaterThan(0)
    const slowest = Math.max(...latencies)
    // Were the hints not lost, no client would have waited for the comparison.
    expect(slowest).toBeGreaterThan(reconcileMs / 4)
    expect(slowest).toBeLessThanOrEqual(reconcileMs + pushMs)
    const lost = `${proxy.dropped()} notifications dropped`
    const latency = `then ${latencies.length} pushes with RECONCILE_MS ${reconcileMs} took ${quantiles(latencies)} ms`
    console.log(`D4: ${report}, ${lost}, equal after ${tookMs} ms, 0 falls; ${latency}`)
  })
})

/** Two instances behind a balancer behind a fault proxy, and the clients that watch through it. */
async function startRun(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  databaseUrl: string,
  env: Readonly<Record<string, string>> = {},
) {
  const options = { databaseUrl, rootApiKey, env: { MAX_STREAMS_PER_IP: String(clientCount * 10), ...env } }
  const instances = await Promise.all([startInstance(options), startInstance(options)])
  onTestFinished(async () => void (await Promise.all(instances.map((instance) => instance.kill()))))
  const balancer = await startBalancer(instances.map(({ port }) => port))
  onTestFinished(() => balancer.close())
  const proxy = await startFaultProxy({ port: balancer.port, host: '127.0.0.1' })
  onTestFinished(() => proxy.close())
  const witness = createWitness()
  const target = { url: balancer.url, rootApiKey }
  // Two clients watch each user, mostly on different instances.
  const addresses = Array.from({ length: Math.ceil(clientCount / 2) }, () => `0x${random.hex(20)}`)
  await inParallel(addresses, (address) => grantUntilMade({ ...target, address }))
  const followers = addresses
    .flatMap((address, n) => kindsOf(n).map((follow) => ({ address, follow })))
    .slice(0, clientCount)
    .map(({ address, follow }) => follow(`http://127.0.0.1:${proxy.port}`, address, witness))
  onTestFinished(() => {
    for (const follower of followers) follower.close()
  })

  return {
    /** Makes all grants while instances are killed and sockets are cut. */
    async grantUnderFire(): Promise<string> {
      await vi.waitFor(() => expect(followers.filter(({ data }) => data === null)).toEqual([]), {
        timeout: convergedMs,
      })
      const fire = new AbortController()
      const killing = killAtRandom(instances, fire.signal)
      const cutting = cutAtRandom(proxy, fire.signal)
      const untilMs = performance.now() + fireMs
      let grants = 0
      await inParallel(Array.from({ length: grantCount }), async () => {
        if (performance.now() > untilMs) return
        const expiresInSeconds = random.below(10) === 0 ? 86_400 : 2 + random.below(4)
        await grantUntilMade({ ...target, address: random.pick(addresses), expiresInSeconds })
        grants++
      })
      fire.abort()
      const [kills] = await Promise.all([killing, cutting])
      const cuts = proxy.cuts()
      proxy.heal()
      return `${clientCount} clients, ${grants} grants, ${kills} kills, ${cuts} cuts, ${witness.balances} balances seen`
    },

    /** Waits until each client's latest balance is the body of getCredits on both instances. */
    async converge(): Promise<number> {
      const beganMs = performance.now()
      for (;;) {
        const different = await findDifferent(instances, followers)
        const tookMs = Math.round(performance.now() - beganMs)
        if (different.length === 0) return tookMs
        expect(tookMs, different.slice(0, 3).join('\n')).toBeLessThan(convergedMs)
        await sleep(50)
      }
    },

    /** Grants on one instance in peace. **Units:** milliseconds from the answer to each client's having it. */
    async measure(): Promise<number[]> {
      // Who has the latest balance may still be on his way back from a cut.
      await vi.waitFor(() => expect(proxy.open()).toBe(followers.length), { timeout: convergedMs })
      const latencies = await inParallel(addresses, async (address) => {
        await sleep(random.below(2_000))
        const [{ url }] = instances
        const answeredAtMs = await grantUntilMade({ url, rootApiKey, address })
        const version = versionOf(await bodyOf(url, address))
        const watching = followers.filter((follower) => follower.address === address)
        // Credits of before may still expire meanwhile: a client may have the change and more.
        await vi.waitFor(() => expect(watching.filter(({ data }) => versionOf(data) < version)).toEqual([]), {
          timeout: convergedMs,
          interval: 20,
        })
        return watching.map(({ atMs }) => Math.max(0, atMs - answeredAtMs))
      })
      return latencies.flat()
    },

    async stop(): Promise<void> {
      expect(witness.faults).toEqual([])
      expect(followers.filter(({ over }) => over)).toEqual([])
      await Promise.all(instances.map((instance) => instance.stop()))
      expect(instances.flatMap((instance) => instance.complaints())).toEqual([])
    },
  }
}

type Follow = (url: string, address: string, witness: Witness) => Follower

/** One of npm's and one that is plain; every other plain one is on another instance before that has heard of the change. */
function kindsOf(user: number): readonly Follow[] {
  const hurried: Follow = (url, address, witness) => followPlainly(url, address, witness, { waitMs: 50 })
  return [user % 2 === 0 ? hurried : followPlainly, followWithEventSource]
}

async function killAtRandom(instances: readonly Instance[], signal: AbortSignal): Promise<number> {
  for (let kills = 0; ; kills++) {
    await sleep(1_000 + random.below(2_000), null, { signal }).catch(() => {})
    if (signal.aborted) return kills
    const victim = random.pick(instances)
    await victim.kill()
    await victim.restart()
  }
}

/**
 * Cuts each client every 15 s or so, in the middle of whatever is on its way to it. It then waits 1 to 5 s, so that most are
 * there most of the time.
 */
async function cutAtRandom(proxy: FaultProxy, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    proxy.cutAnswer(random.below(10_000))
    await sleep(random.below(30_000 / clientCount))
  }
}

async function findDifferent(instances: readonly Instance[], followers: readonly Follower[]): Promise<string[]> {
  const bodies = new Map<string, string[]>()
  const addresses = [...new Set(followers.map(({ address }) => address))]
  await inParallel(addresses, async (address) => {
    bodies.set(address, await Promise.all(instances.map(({ url }) => bodyOf(url, address))))
  })
  return followers
    .filter(({ address, data }) => bodies.get(address)?.some((body) => body !== data))
    .map(({ address, data }) => `${address} has\n${data}\nand not\n${bodies.get(address)?.join('\n')}`)
}

async function bodyOf(url: string, address: string): Promise<string> {
  return (await fetch(`${url}/users/${address}/credits`)).text()
}
