import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { createRandom } from '../../../apps/faults/tools/createRandom.js'
import { createWitness } from '../../../apps/faults/tools/createWitness.js'
import { grantUntilMade } from '../../../apps/faults/tools/grantUntilMade.js'
import { type Deployment, startDeployment } from '../../../apps/faults/tools/startDeployment.js'
import { type FaultProxy, startFaultProxy } from '../../../apps/faults/tools/startFaultProxy.js'
import type {} from '../../onchain/test/chooseFuzz.js'
import { fuzzRuns } from '../../onchain/test/fuzzRuns.js'
import { type Balance, type CreditsWatch, createCreditsClient, diffBalances } from '../src/index.js'

const isLong = inject('fuzzRuns') !== null
const random = createRandom(inject('fuzzSeed'))

const watcherCount = fuzzRuns(25)
const fireMs = isLong ? 180_000 : 6_000
/** Two watch each user, mostly on different instances. */
const addresses = Array.from({ length: Math.ceil(watcherCount / 2) }, () => `0x${random.hex(20)}`)
const granterCount = 6
/** A network that falls silent for so long is found out by its heartbeats. */
const [heartbeatMs, silentMs] = [1_000, 3_000]
const patience = { timeout: 60_000, interval: 50 }

/** One client, as a page would write it, and what it was given. */
type Watcher = {
  readonly address: string
  readonly watch: CreditsWatch
  latest: Balance | null
  /** Connections it has made. */
  connections: number
  readonly faults: string[]
}

let deployment: Deployment
let network: FaultProxy
const watchers: Watcher[] = []

beforeAll(async () => {
  const env = { HEARTBEAT_MS: String(heartbeatMs), RECONCILE_MS: '500', MAX_STREAMS_PER_IP: '10000' }
  deployment = await startDeployment({ env })
  network = await startFaultProxy({ port: deployment.balancer.port, host: '127.0.0.1' })
})
afterAll(async () => {
  for (const { watch } of watchers) watch.close()
  await network.close()
  await deployment.remove()
})

describe('convergence through the SDK', () => {
  test('D1, D2, H-4: through kills, cuts and silence every watcher ends with the balance, and none saw one fall', async () => {
    const { instances, balancer, rootApiKey } = deployment
    const witness = createWitness()
    const grant = (expiresInSeconds: number) =>
      grantUntilMade({ url: balancer.url, rootApiKey, address: random.pick(addresses), expiresInSeconds })
    for (const address of addresses) await grantUntilMade({ url: balancer.url, rootApiKey, address })
    for (let n = 0; n < watcherCount; n++) {
      watchers.push(startWatcher(addresses[Math.floor(n / 2)] ?? '', witness))
    }
    await vi.waitFor(() => expect(watchers.filter(({ latest }) => latest === null)).toEqual([]), patience)

    const fire = new AbortController()
    const burning = [killAtRandom(fire.signal), cutAtRandom(fire.signal), fallSilent(fire.signal)]
    const untilMs = performance.now() + fireMs
    let grants = 0
    const granting = Array.from({ length: granterCount }, async () => {
      for (; performance.now() < untilMs; grants++) await grant(random.below(10) === 0 ? 86_400 : 2 + random.below(4))
    })
    await Promise.all(granting).finally(() => fire.abort())
    const [kills, , silences] = await Promise.all(burning)
    const cuts = network.cuts()
    network.heal()

    const beganMs = performance.now()
    const wrong = async () => {
      const expected = new Map(
        await Promise.all(addresses.map(async (address) => [address, await read(address)] as const)),
      )
      return watchers.filter(({ address, latest, watch }) => {
        const same = expected.get(address)?.every((balance) => JSON.stringify(balance) === JSON.stringify(latest))
        return !same || watch.state.name !== 'live'
      })
    }
    const read = (address: string) =>
      Promise.all(instances.map(({ url }) => createCreditsClient({ baseUrl: url }).getCredits(address)))
    await vi.waitFor(async () => expect((await wrong()).map(({ address }) => address)).toEqual([]), patience)
    const tookMs = Math.round(performance.now() - beganMs)

    expect(witness.faults).toEqual([])
    expect(watchers.flatMap(({ faults }) => faults)).toEqual([])
    const connections = watchers.reduce((sum, watcher) => sum + watcher.connections, 0)
    // Everybody has lost his connection at least once.
    expect(connections).toBeGreaterThan(watcherCount * 2 - 1)
    await deployment.stopInstances()
    expect(instances.flatMap((instance) => instance.complaints())).toEqual([])
    const faults = `${kills} kills, ${cuts} cuts, ${silences} silences`
    const seen = `${connections} connections, ${witness.balances} balances`
    console.log(
      `D1, D2, H-4 through the SDK: ${watcherCount} watchers, ${grants} grants, ${faults}, ${seen}, 0 falls, equal after ${tookMs} ms`,
    )
  })
})

function startWatcher(address: string, witness: ReturnType<typeof createWitness>): Watcher {
  const faults: string[] = []
  const credits = createCreditsClient({
    baseUrl: `http://127.0.0.1:${network.port}`,
    timeoutMs: silentMs,
    fetch: (input, init) => {
      watcher.connections += 1
      // Each connection begins where this client is: with the id of what it was given last.
      const [told, held] = [new Headers(init?.headers).get('Last-Event-ID'), watcher.latest?.snapshotId ?? null]
      if (told !== held) faults.push(`came with ${told} and holds ${held}`)
      return fetch(input, init)
    },
  })
  const watch = credits.watchCredits(address, {
    onBalance(balance) {
      const { latest } = watcher
      witness.see(address, latest?.snapshotId ?? null, balance.snapshotId ?? '', JSON.stringify(balance))
      if (latest) checkDifference(latest, balance, faults)
      watcher.latest = balance
    },
    onError: (error) => void faults.push(String(error)),
  })
  const watcher: Watcher = { address, watch, latest: null, connections: 0, faults }
  return watcher
}

/** What is told of two balances explains the difference of their totals, however many there were in between. */
function checkDifference(previous: Balance, next: Balance, faults: string[]): void {
  const told = diffBalances(previous, next)
  const gained = told.reduce((sum, { kind, amountWei }) => sum + (kind === 'expired' ? -amountWei : amountWei), 0n)
  const differs = BigInt(next.totalCreditsWei ?? 0) - BigInt(previous.totalCreditsWei ?? 0)
  if (gained !== differs) faults.push(`${previous.snapshotId} to ${next.snapshotId}: told ${gained}, is ${differs}`)
}

async function killAtRandom(signal: AbortSignal): Promise<number> {
  for (let kills = 0; ; kills++) {
    await pause(1_000 + random.below(2_000), signal)
    if (signal.aborted) return kills
    const victim = random.pick(deployment.instances)
    await victim.kill()
    await victim.restart()
  }
}

/** Cuts somebody in the middle of whatever is on its way, each about every 10 s. */
async function cutAtRandom(signal: AbortSignal): Promise<number> {
  for (let cuts = 0; ; cuts++) {
    if (signal.aborted) return cuts
    network.cutAnswer(random.below(4_000))
    await pause(random.below(20_000 / watcherCount), signal)
  }
}

/** The network says nothing for a while, to anybody. */
async function fallSilent(signal: AbortSignal): Promise<number> {
  for (let silences = 0; ; silences++) {
    await pause(isLong ? 5_000 + random.below(10_000) : 2_000, signal)
    if (signal.aborted) return silences
    network.blackhole()
    await pause(silentMs, signal)
    network.heal()
  }
}

const pause = (ms: number, signal: AbortSignal) => sleep(ms, null, { signal }).catch(() => {})
