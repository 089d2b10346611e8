import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { describe, expect, inject, type TestContext, test, vi } from 'vitest'
import type {} from '../../../packages/onchain/test/chooseFuzz.js'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { runCli } from '../../server/test/serve/runCli.js'
import { createRandom } from '../tools/createRandom.js'
import { createWitness, type Witness } from '../tools/createWitness.js'
import type { Follower } from '../tools/Follower.js'
import { followPlainly } from '../tools/followPlainly.js'
import { followWithEventSource } from '../tools/followWithEventSource.js'
import { grantUntilMade } from '../tools/grantUntilMade.js'
import { startFaultProxy } from '../tools/startFaultProxy.js'
import { startHintsProxy } from '../tools/startHintsProxy.js'
import { type Instance, startInstance } from '../tools/startInstance.js'
import { startPostgres } from '../tools/startPostgres.js'
import { versionOf } from '../tools/versionOf.js'

const isLong = inject('fuzzRuns') !== null
const random = createRandom(inject('fuzzSeed'))
const rootApiKey = 'root_0123456789abcdef0123456789abcdef'
const cliPath = createRequire(import.meta.url).resolve('@credits-server/server/dist/cli.js')
const run = promisify(execFile)

const halfOpenCount = fuzzRuns(2.5)
const rewindCount = fuzzRuns(1)
/** Grants to each user that a restore takes back. */
const lost = [1, 2, 3]

/** From its heartbeat to the end of its patience, and what a new connection may need. */
const replacedMs = 15_000 + 2_000
const reconcileMs = 5_000
/** What a busy machine may need for a push. */
const pushMs = 2_000
const caughtUpMs = 30_000

// Both mostly wait.
describe('recovery', { concurrent: !isLong }, () => {
  test('D5: a hints connection that died without a word is replaced within 15 s, and no change waits for it', async ({
    onTestFinished,
  }) => {
    const postgres = await startPostgres()
    onTestFinished(() => postgres.remove())
    const witness = createWitness()
    const other = await startInstance({ databaseUrl: postgres.connectionString, rootApiKey })
    onTestFinished(() => other.kill())
    const reports: HalfOpenReport[] = []
    // Ten instances at a time are what two cores bear.
    for (let left = halfOpenCount; left > 0; left -= 10) {
      const cases = Array.from({ length: Math.min(left, 10) }, (_, n) =>
        goHalfOpen({ socketPath: postgres.socketPath, other, witness, publishes: n % 2 === 0, onTestFinished }),
      )
      reports.push(...(await Promise.all(cases)))
    }

    expect(other.complaints()).toEqual([])
    expect(witness.faults).toEqual([])
    const most = (of: (report: HalfOpenReport) => readonly number[]) => Math.round(Math.max(...reports.flatMap(of)))
    const changes = reports.flatMap(({ deafMs }) => deafMs).length
    console.log(
      `D5: ${halfOpenCount} half-open hints connections replaced after ${most((one) => [one.replacedMs])} ms at most; ` +
        `${changes} changes meanwhile seen after ${most((one) => one.deafMs)} ms at most with RECONCILE_MS ${reconcileMs}, ` +
        `afterwards after ${most((one) => one.healedMs)} ms`,
    )
  })

  test('D7: after a restore and `epoch renew` clients that hold a later version go back to what was restored', async ({
    onTestFinished,
  }) => {
    const postgres = await startPostgres()
    onTestFinished(() => postgres.remove())
    const link = await startFaultProxy({ path: postgres.socketPath })
    onTestFinished(() => link.close())
    const databaseUrl = `postgres://credits@127.0.0.1:${link.port}/credits?sslmode=disable`
    const serving = await startInstance({ databaseUrl, rootApiKey })
    onTestFinished(() => serving.kill())
    const granting = await startInstance({ databaseUrl: postgres.connectionString, rootApiKey })
    onTestFinished(() => granting.kill())
    const door = await startFaultProxy({ port: serving.port, host: '127.0.0.1' })
    onTestFinished(() => door.close())
    const witness = createWitness()
    const settings = await postgres.query<{ path: string }>(`select current_setting('data_directory') as path`)
    const cluster = settings[0]?.path ?? ''
    const copy = join(cluster, '..', 'earlier')
    const restartWith = async (change: () => Promise<unknown>) => {
      await postgres.stop('fast')
      await change()
      await postgres.start()
    }

    let slowestMs = 0
    for (let round = 0; round < rewindCount; round++) {
      // Half of the clients stay on their streams. The others come back, which makes the instance read, and so watch users of
      // their own.
      const urls = [serving.url, `http://127.0.0.1:${door.port}`]
      const [behind, level] = [urls.map(() => `0x${random.hex(20)}`), urls.map(() => `0x${random.hex(20)}`)]
      const addresses = [...behind, ...level]
      const balances = () => bodiesOf(granting, addresses)
      const grantEach = (each: readonly string[]) =>
        Promise.all(each.map((address) => grantUntilMade({ url: granting.url, rootApiKey, address })))

      await grantEach(addresses)
      const followers = addresses.flatMap((address, n) =>
        [followPlainly, followWithEventSource].map((follow) => follow(urls[n % 2] ?? '', address, witness)),
      )
      await allShow(followers, await balances(), caughtUpMs)
      await restartWith(() => run('cp', ['-a', cluster, copy]))
      for (const _ of lost) await grantEach(addresses)
      const later = await balances()
      await allShow(followers, later, caughtUpMs)

      // What serves the clients sees nothing of the restore until all is over.
      link.blackhole()
      await restartWith(async () => {
        await run('rm', ['-r', cluster])
        await run('mv', [copy, cluster])
      })
      const renewed = await runCli(cliPath, 'epoch renew', { DATABASE_URL: postgres.connectionString }).ended
      expect(renewed).toMatchObject({ code: 0, stderr: '' })
      // Some balances are at a lower version then, the others at the same version and yet not the same.
      for (const _ of lost) await grantEach(level)
      const restored = await balances()
      const difference = (address: string) => versionOf(later.get(address)) - versionOf(restored.get(address))
      expect([behind.map(difference), level.map(difference)]).toEqual([
        behind.map(() => lost.length),
        level.map(() => 0),
      ])

      const healedAtMs = performance.now()
      link.cutAll()
      link.heal()
      door.cutAll()
      await allShow(followers, restored, caughtUpMs)
      slowestMs = Math.max(slowestMs, performance.now() - healedAtMs)
      for (const follower of followers) follower.close()
    }
    expect([serving, granting].flatMap((instance) => instance.complaints())).toEqual([])
    expect(witness.faults).toEqual([])
    console.log(`D7: ${rewindCount} restores, 8 clients each went back within ${Math.round(slowestMs)} ms`)
  })
})

/** **Units:** milliseconds; from an answered grant to the client for the changes while hints were dead and afterwards. */
type HalfOpenReport = {
  readonly replacedMs: number
  readonly deafMs: readonly number[]
  readonly healedMs: readonly number[]
}

type HalfOpenCase = Pick<TestContext, 'onTestFinished'> & {
  readonly socketPath: string
  readonly other: Instance
  readonly witness: Witness
  /** Whether it also has something to say while its hints are dead; if not, nothing but its heartbeat can notice. */
  readonly publishes: boolean
}

/** Starts an instance, lets its hints connection fall silent, and makes changes on it and on another one meanwhile. */
async function goHalfOpen(input: HalfOpenCase): Promise<HalfOpenReport> {
  const { socketPath, other, witness, publishes, onTestFinished } = input
  const proxy = await startHintsProxy(socketPath)
  onTestFinished(() => proxy.close())
  const instance = await startInstance({ databaseUrl: proxy.connectionString, rootApiKey })
  onTestFinished(() => instance.kill())
  const here = await watchAcross(other, instance, witness)
  const there = await watchAcross(instance, other, witness)
  await sleep(random.below(isLong ? 10_000 : 1_000))

  const deafMs: number[] = []
  const healedMs: number[] = []
  let deaf = true
  const before = proxy.hintsTaken()
  expect(proxy.freezeHints()).toBe(1)
  const frozenAtMs = performance.now()
  const changing = (publishes ? [here, there] : [here]).map(async ({ change }) => {
    while (deaf) deafMs.push(await change(reconcileMs + pushMs))
  })
  const replaced = () => expect(proxy.hintsTaken()).toBe(before + 1)
  await vi.waitFor(replaced, { timeout: replacedMs, interval: 10 })
  const tookMs = performance.now() - frozenAtMs
  deaf = false
  await Promise.all(changing)
  for (let more = 0; more < 3; more++) {
    for (const { change } of [here, there]) healedMs.push(await change(pushMs))
  }

  here.follower.close()
  there.follower.close()
  await instance.stop()
  expect(instance.complaints()).toEqual([])
  return { replacedMs: tookMs, deafMs, healedMs }
}

/** A client of one instance, and changes that are made on another. */
async function watchAcross(makes: Instance, serves: Instance, witness: Witness) {
  const address = `0x${random.hex(20)}`
  const grant = () => grantUntilMade({ url: makes.url, rootApiKey, address })
  const balance = () => bodiesOf(makes, [address])
  await grant()
  const follower = followPlainly(serves.url, address, witness)
  await allShow([follower], await balance(), caughtUpMs)
  return {
    follower,
    /** Makes a change and answers how many milliseconds after the answer the client had it. */
    async change(withinMs: number): Promise<number> {
      const answeredAtMs = await grant()
      await allShow([follower], await balance(), withinMs)
      return Math.max(0, follower.atMs - answeredAtMs)
    },
  }
}

/** Waits until each client's latest balance is the one of its user. */
function allShow(followers: readonly Follower[], bodies: ReadonlyMap<string, string>, timeout: number): Promise<void> {
  const expected = followers.map(({ address }) => bodies.get(address))
  return vi.waitFor(() => expect(followers.map(({ data }) => data)).toEqual(expected), { timeout, interval: 10 })
}

async function bodiesOf({ url }: Instance, addresses: readonly string[]): Promise<Map<string, string>> {
  const body = async (address: string) => (await fetch(`${url}/users/${address}/credits`)).text()
  return new Map(await Promise.all(addresses.map(async (address) => [address, await body(address)] as const)))
}
