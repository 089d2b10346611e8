import { randomUUID } from 'node:crypto'
import type { Address } from '@credits-server/onchain'
import fc from 'fast-check'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import { grantTestCredit, newAddress } from '../../test/grantTestCredit.js'
import { startTestServer, type TestServer } from '../../test/startTestServer.js'
import { createCompareVersions } from '../balance/compareVersions.js'
import { type Balances, createBalances } from '../balance/createBalances.js'
import { createReadSnapshots } from '../balance/readSnapshots.js'
import { openReadPool, type ReadPool } from '../db/openReadPool.js'
import { renewEpoch } from '../db/renewEpoch.js'
import { flagUsers } from '../domain/flagUsers.js'
import { grantCredits } from '../domain/grantCredits.js'
import { optOutUser } from '../domain/optOutUser.js'
import { createLocalHints } from '../hints/createLocalHints.js'
import { createStreamHub, type StreamHub } from './createStreamHub.js'
import type { StreamEvent } from './StreamEvent.js'
import type { StreamFeed } from './StreamFeed.js'

let server: TestServer
let reads: ReadPool
const hubs: { readonly hub: StreamHub; readonly balances: Balances }[] = []
const leaving: (() => void)[] = []

/** A guard against a hang, not a measurement: a busy machine is slow. */
const patience = { timeout: 10_000 }

beforeAll(async () => {
  server = await startTestServer()
  reads = openReadPool(server.database.connectionString)
})
afterEach(async () => {
  for (const leave of leaving.splice(0)) leave()
  for (const { hub, balances } of hubs.splice(0)) {
    // One that is being read is let go of when that is over.
    await vi.waitFor(() => expect([hub.addresses, balances.held]).toEqual([0, 0]), patience)
    hub.close()
    balances.close()
  }
})
afterAll(async () => {
  await reads.close()
  await server.stop()
})

type Options = Partial<Omit<Parameters<typeof createBalances>[0], 'mostBytes'>> & {
  readonly heartbeatMs?: number
  readonly lifetimeMs?: number
}

/** A hub that compares so seldom that nothing but hints and expiries can be in time. */
function openHub({ heartbeatMs = 60_000, lifetimeMs = 600_000, ...deps }: Options = {}) {
  const hints = createLocalHints()
  const balances = createBalances({
    readSnapshots: createReadSnapshots(reads),
    compareVersions: createCompareVersions(reads),
    hints,
    logger: pino({ level: 'silent' }),
    reconcileMs: 600_000,
    mostBytes: 0,
    ...deps,
  })
  const hub = createStreamHub({ balances, heartbeatMs, lifetimeMs })
  hubs.push({ hub, balances })
  return { hub, hints, balances }
}

function watch(hub: StreamHub, address: Address, lastEventId?: string): Promise<StreamFeed> {
  return hub.watch({ address, lastEventId, onGone: (listener) => void leaving.push(listener) })
}

function takeAll(feed: StreamFeed): StreamEvent[] {
  const events: StreamEvent[] = []
  for (let event = feed.take(); event; event = feed.take()) events.push(event)
  return events
}

const versions = (events: readonly StreamEvent[]) =>
  events.flatMap((event) => (event.kind === 'balance' ? [event.snapshot.id.version] : []))

/** Counts what it passes on. */
function counted<Input extends unknown[], Result>(work: (...input: Input) => Result) {
  const passing = (...input: Input): Result => {
    passing.calls += 1
    return work(...input)
  }
  passing.calls = 0
  return passing
}

function grant(address: Address, hints = createLocalHints()) {
  return grantCredits(
    { knex: server.knex, hints, issuance: server.issuance, maxGrantWei: 10n ** 24n },
    {
      actor: { client: 'root', scopes: 'all' },
      address,
      idempotencyKey: randomUUID(),
      grant: { type: 'on-demand', amount: '1', reason: 'hub', expiresAt: '2100-01-01T00:00:00Z' },
    },
  )
}

describe('createStreamHub', () => {
  test('default: one subscription and one read of a change, whoever many watch', async () => {
    const address = newAddress()
    await grant(address)
    const readSnapshots = counted(createReadSnapshots(reads))
    const local = createLocalHints()
    const subscribe = counted(local.subscribe)
    const { hub } = openHub({ readSnapshots, hints: { ...local, subscribe } })
    const feeds = await Promise.all(Array.from({ length: 100 }, () => watch(hub, address)))
    expect([readSnapshots.calls, subscribe.calls, hub.addresses]).toEqual([1, 1, 1])
    for (const feed of feeds) expect(versions(takeAll(feed))).toEqual([1])

    const woken = new Set<StreamFeed>()
    for (const feed of feeds) feed.start(() => void woken.add(feed))
    await grant(address, local)
    await vi.waitFor(() => expect(woken.size).toBe(100), patience)
    for (const feed of feeds) expect(versions(takeAll(feed))).toEqual([2])
    expect(readSnapshots.calls).toBe(2)
  })

  test('behavior: who joins while a read is under way is not served by it if it is older than what was heard', async () => {
    const address = newAddress()
    await grant(address)
    const readSnapshots = createReadSnapshots(reads)
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const { hub, hints } = openHub({
      readSnapshots: async (users) => {
        const snapshot = await readSnapshots(users)
        await held
        return snapshot
      },
    })
    const first = watch(hub, address)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await grant(address, hints)
    const second = watch(hub, address)
    letGo()
    expect(versions(takeAll(await first)).at(-1)).toBeGreaterThanOrEqual(1)
    expect(versions(takeAll(await second))).toEqual([2])
  })

  test('error: USER_NOT_FOUND for all who come at once, and none of them waits for ever', async () => {
    const { hub } = openHub()
    const address = newAddress()
    const joining = Array.from({ length: 5 }, () => watch(hub, address))
    for (const outcome of await Promise.allSettled(joining)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'USER_NOT_FOUND' } })
    }
  })

  test('behavior: who joins while another one is told USER_NOT_FOUND is answered by a read of its own time', async () => {
    const readSnapshots = createReadSnapshots(reads)
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const hasRead = vi.fn()
    const { hub } = openHub({
      readSnapshots: async (users) => {
        const found = await readSnapshots(users)
        hasRead()
        await held
        return found
      },
    })
    const address = newAddress()
    const first = watch(hub, address)
    await vi.waitFor(() => expect(hasRead).toHaveBeenCalled(), patience)
    await grant(address)
    const second = watch(hub, address)
    letGo()
    await expect(first).rejects.toMatchObject({ code: 'USER_NOT_FOUND' })
    expect(versions(takeAll(await second))).toEqual([1])
  })

  test('behavior: a hint of what it already holds costs no read', async () => {
    const address = newAddress()
    await grant(address)
    const readSnapshots = counted(createReadSnapshots(reads))
    const { hub, hints } = openHub({ readSnapshots })
    await watch(hub, address)
    hints.publish({ address, version: 1 })
    hints.publish({ address, version: 0 })
    expect(readSnapshots.calls).toBe(1)
  })

  test('behavior: who does not take is offered the latest balance only, and one heartbeat', async () => {
    const address = newAddress()
    await grant(address)
    const { hub, hints } = openHub({ heartbeatMs: 20 })
    const feed = await watch(hub, address)
    takeAll(feed)
    for (let n = 0; n < 5; n++) await grant(address, hints)
    let events: StreamEvent[] = []
    await vi.waitFor(() => {
      events = takeAll(feed)
      expect(versions(events)).toEqual([6])
    }, patience)
    expect(events.length).toBeLessThanOrEqual(2)
  })

  test('behavior: an expiry is noticed in time by a machine whose own clock stood still', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '1' }, { mana: '2', expiresAt: new Date(Date.now() + 1_000) })
    const { hub } = openHub({ reconcileMs: 100 })
    const feed = await watch(hub, address)
    expect(versions(takeAll(feed))).toHaveLength(1)
    const now = performance.now.bind(performance)
    const asleep = vi.spyOn(performance, 'now').mockImplementation(() => now() - 20_000)
    await vi.waitFor(() => expect(versions(takeAll(feed))).toHaveLength(1), patience)
    asleep.mockRestore()
  })

  test('behavior: what nobody watches any more is not read again, also if the last one left during a read', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '1', expiresAt: new Date(Date.now() + 1_000) })
    const readSnapshots = counted(createReadSnapshots(reads))
    const { hub, hints } = openHub({ readSnapshots, reconcileMs: 1_000 })
    const joining = watch(hub, address)
    for (const leave of leaving.splice(0)) leave()
    hints.publish({ address, version: 7 })
    await joining
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    expect([readSnapshots.calls, hub.addresses]).toEqual([1, 0])
  })

  test('behavior: balances that nobody hinted at are found by comparing, all in one query, and read in another', async () => {
    const addresses = Array.from({ length: 20 }, newAddress)
    for (const address of addresses) await grant(address)
    const compare = createCompareVersions(reads)
    let granted = () => {}
    const whenGranted = new Promise<void>((resolve) => {
      granted = resolve
    })
    const compareVersions = counted(async (...asked: Parameters<typeof compare>) => {
      await whenGranted
      return compare(...asked)
    })
    const readSnapshots = counted(createReadSnapshots(reads))
    const { hub } = openHub({ compareVersions, readSnapshots, reconcileMs: 1_000 })
    const feeds = await Promise.all(addresses.map((address) => watch(hub, address)))
    for (const feed of feeds) takeAll(feed)
    const before = readSnapshots.calls
    await Promise.all(addresses.slice(0, 10).map((address) => grant(address)))
    granted()
    const seen = feeds.map(() => 1)
    await vi.waitFor(
      () => {
        for (const [index, feed] of feeds.entries()) seen[index] = versions(takeAll(feed))[0] ?? seen[index] ?? 0
        expect(seen).toEqual(addresses.map((_, index) => (index < 10 ? 2 : 1)))
      },
      { timeout: 5_000 },
    )
    expect([readSnapshots.calls, compareVersions.calls <= 4]).toEqual([before + 1, true])
  })

  test('behavior: flags and departures that nobody hinted at end every stream by the next comparison', async () => {
    const addresses = Array.from({ length: fuzzRuns(20) }, newAddress)
    for (const address of addresses) await grant(address)
    const { hub } = openHub({ reconcileMs: 500 })
    const feeds = await Promise.all(addresses.map((address) => watch(hub, address)))
    for (const feed of feeds) takeAll(feed)
    const flagged = addresses.filter((_, index) => index % 2 === 0)
    const ledger = { knex: server.knex, hints: createLocalHints() }
    const actor = { client: 'root', scopes: 'all' } as const
    for (let from = 0; from < flagged.length; from += 1_000) {
      const flag = { type: 'captcha', reason: { message: 'Three wrong.' } } as const
      await flagUsers(ledger, { actor, addresses: flagged.slice(from, from + 1_000), flag })
    }
    for (const address of addresses) if (!flagged.includes(address)) await optOutUser(ledger, { actor, address })
    const ends = feeds.map((): string[] => [])
    await vi.waitFor(
      () => {
        for (const [index, feed] of feeds.entries()) ends[index]?.push(...takeAll(feed).map(({ kind }) => kind))
        expect(feeds.filter(({ over }) => !over)).toEqual([])
      },
      { timeout: 10_000 },
    )
    expect(ends.map((kinds) => kinds.at(-1))).toEqual(addresses.map((_, n) => (n % 2 === 0 ? 'flagged' : 'ended')))
  })

  test('behavior: hints that come back after a gap make it compare at once', async () => {
    const address = newAddress()
    await grant(address)
    const gaps: (() => void)[] = []
    const { hub } = openHub({ hints: { ...createLocalHints(), onGap: (listener) => void gaps.push(listener) } })
    const feed = await watch(hub, address)
    takeAll(feed)
    await grant(address)
    for (const heardAgain of gaps) heardAgain()
    await vi.waitFor(() => expect(versions(takeAll(feed))).toEqual([2]), patience)
  })

  test('behavior: another epoch is sent in full, though nothing else has changed', async () => {
    const address = newAddress()
    await grant(address)
    const { hub } = openHub({ reconcileMs: 100 })
    const feed = await watch(hub, address)
    takeAll(feed)
    await renewEpoch(server.database.connectionString)
    await vi.waitFor(() => expect(versions(takeAll(feed))).toEqual([1]), patience)
  })

  test('behavior: an expiry while the database is lost sends nothing, not even what waits; the balance follows', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '1' }, { mana: '2', expiresAt: new Date(Date.now() + 3_000) })
    const { hub } = openHub({ reconcileMs: 200, heartbeatMs: 50 })
    const feed = await watch(hub, address)
    const slow = await watch(hub, address)
    expect(versions(takeAll(feed))).toHaveLength(1)
    await server.database.close()
    await new Promise((resolve) => setTimeout(resolve, 4_200))
    expect(takeAll(feed).map(({ kind }) => kind)).toEqual(['heartbeat'])
    expect(versions(takeAll(slow))).toEqual([])
    await server.database.open()
    for (const one of [feed, slow]) {
      await vi.waitFor(() => expect(versions(takeAll(one))).toHaveLength(1), patience)
    }
  })

  test('behavior: at the end of its lifetime, 600 s give or take a fifth, a stream ends without a word', async () => {
    const address = newAddress()
    await grant(address)
    const { hub } = openHub({ lifetimeMs: 500, heartbeatMs: 100 })
    const beganAtMs = performance.now()
    const lives = await Promise.all(
      Array.from({ length: fuzzRuns(20) }, async () => {
        const feed = await watch(hub, address)
        takeAll(feed)
        await new Promise<void>((resolve) => feed.start(() => (feed.over ? resolve() : void takeAll(feed))))
        expect(feed.take()).toBeNull()
        return performance.now() - beganAtMs
      }),
    )
    // A stream that is over is seen to be so at its next heartbeat.
    for (const ms of lives) expect([ms >= 400, ms < 10_000]).toEqual([true, true])
    expect(Math.max(...lives) - Math.min(...lives)).toBeGreaterThan(20)
  })

  test('behavior: a drain ends every stream, spread; who still comes gets the balance and the end', async () => {
    const address = newAddress()
    await grant(address)
    const { hub } = openHub()
    const feeds = await Promise.all(Array.from({ length: 50 }, () => watch(hub, address)))
    const endedAtMs = new Map<StreamFeed, number>()
    for (const feed of feeds)
      feed.start(() => feed.over && !endedAtMs.has(feed) && endedAtMs.set(feed, performance.now()))
    hub.drain(60_000)
    expect(feeds.every(({ over }) => !over)).toBe(true)
    const late = await watch(hub, address)
    expect(versions(takeAll(late))).toEqual([1])
    await vi.waitFor(() => expect([endedAtMs.size, late.over]).toEqual([50, true]), patience)
    const times = [...endedAtMs.values()]
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(20)
  })

  test('D3: wherever a grant falls between connecting and the first balance, the last balance is the latest', async () => {
    const readSnapshots = createReadSnapshots(reads)
    const step = fc.constantFrom('grant', 'go on', 'go on', 'hear of it late')
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const address = newAddress()
        await grant(address)
        /** The read stands at one of these before it asks, and again before it answers. */
        const gates: (() => void)[] = []
        const gate = () => new Promise<void>((open) => void gates.push(open))
        let isAsking = false
        const { hub, hints } = openHub({
          readSnapshots: async (users) => {
            await gate()
            isAsking = true
            const snapshot = await readSnapshots(users)
            isAsking = false
            await gate()
            return snapshot
          },
        })
        const goOn = async () => {
          gates.shift()?.()
          do await new Promise(setImmediate)
          while (isAsking)
        }

        const joining = watch(hub, address)
        let version = 1
        for (const item of steps) {
          if (item === 'go on') await goOn()
          else {
            version += 1
            await grant(address, item === 'grant' ? hints : createLocalHints())
            // Another instance's grant: its hint comes when something else has happened meanwhile.
            if (item === 'hear of it late') await goOn()
            hints.publish({ address, version })
          }
        }
        let joined = false
        void joining.then(() => {
          joined = true
        })
        while (!joined) await goOn()
        const feed = await joining
        const seen = versions(takeAll(feed))
        while (gates.length > 0) {
          await goOn()
          seen.push(...versions(takeAll(feed)))
        }
        expect(seen.at(-1)).toBe(version)
        expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b))
        for (const leave of leaving.splice(0)) leave()
      }),
      { numRuns: fuzzRuns(100), endOnFailure: true },
    )
  })
})
