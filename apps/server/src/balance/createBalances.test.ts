import { randomUUID } from 'node:crypto'
import type { Address } from '@credits-server/onchain'
import fc from 'fast-check'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import { grantTestCredit, newAddress } from '../../test/grantTestCredit.js'
import { root, startTestServer, type TestServer } from '../../test/startTestServer.js'
import { openReadPool, type ReadPool } from '../db/openReadPool.js'
import { renewEpoch } from '../db/renewEpoch.js'
import { flagUsers } from '../domain/flagUsers.js'
import { grantCredits } from '../domain/grantCredits.js'
import { createLocalHints } from '../hints/createLocalHints.js'
import type { Hints } from '../hints/Hints.js'
import { createCompareVersions } from './compareVersions.js'
import { type Balances, createBalances } from './createBalances.js'
import { createReadSnapshots, type ReadSnapshots } from './readSnapshots.js'

let server: TestServer
let reads: ReadPool
const opened: Balances[] = []

/** A guard against a hang, not a measurement: a busy machine is slow. */
const patience = { timeout: 10_000 }

beforeAll(async () => {
  server = await startTestServer()
  reads = openReadPool(server.database.connectionString)
})
afterEach(() => {
  for (const balances of opened.splice(0)) balances.close()
})
afterAll(async () => {
  await reads.close()
  await server.stop()
})

type Deps = Parameters<typeof createBalances>[0]

/** Balances that are compared so seldom that nothing but hints and expiries can be in time; `asked` has each question's addresses. */
function open(deps: Partial<Deps> = {}) {
  const hints = createLocalHints()
  const asked: (readonly Address[])[] = []
  const read = deps.readSnapshots ?? createReadSnapshots(reads)
  const readSnapshots: ReadSnapshots = (addresses) => {
    asked.push(addresses)
    return read(addresses)
  }
  const balances = createBalances({
    compareVersions: createCompareVersions(reads),
    hints,
    logger: pino({ level: 'silent' }),
    reconcileMs: 600_000,
    mostBytes: 1_048_576,
    ...deps,
    readSnapshots,
  })
  opened.push(balances)
  return { balances, hints, asked }
}

/** As another instance would without hints: nobody here hears of it. */
function grant(address: Address, hints: Hints = createLocalHints(), idempotencyKey: string = randomUUID()) {
  return grantCredits(
    { knex: server.knex, hints, issuance: server.issuance, maxGrantWei: 10n ** 24n },
    {
      actor: root,
      address,
      idempotencyKey,
      grant: { type: 'on-demand', amount: '1', reason: 'copy', expiresAt: '2100-01-01T00:00:00Z' },
    },
  )
}

const versionOf = async (balances: Balances, address: Address) => (await balances.read(address)).id.version

describe('createBalances', () => {
  test('default: a copy is served as it is until a hint says that it moved', async () => {
    const address = newAddress()
    await grant(address)
    const { balances, hints, asked } = open()
    const first = await balances.read(address)
    expect([await balances.read(address), balances.peek(address)]).toEqual([first, first])
    expect(asked).toHaveLength(1)
    await grant(address, hints)
    expect(balances.peek(address)).toBeNull()
    expect(await versionOf(balances, address)).toBe(2)
    expect(asked).toHaveLength(2)
  })

  test('behavior: while a balance is read again because it moved, the copy of before is served to nobody', async () => {
    const address = newAddress()
    await grant(address)
    let letGo = () => {}
    let gate: Promise<void> | null = null
    const read = createReadSnapshots(reads)
    const { balances, hints, asked } = open({
      readSnapshots: async (addresses) => {
        await gate
        return read(addresses)
      },
    })
    const { leave } = balances.watch(address, () => ({ wake() {} }))
    await balances.read(address)
    gate = new Promise((resolve) => {
      letGo = resolve
    })
    await grant(address, hints)
    await vi.waitFor(() => expect(asked).toHaveLength(2), patience)
    expect(balances.peek(address)).toBeNull()
    const reading = balances.read(address)
    letGo()
    expect((await reading).id.version).toBe(2)
    expect(asked).toHaveLength(2)
    leave()
  })

  test('E5: a thousand who ask for one address at a time are answered by one question', async () => {
    const address = newAddress()
    await grant(address)
    const { balances, asked } = open()
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => balances.read(address)))
    expect(new Set(answers.map((snapshot) => snapshot.body().toString())).size).toBe(1)
    expect(asked).toEqual([[address]])
  })

  test('E6: a balance of a thousand credits takes as many statements as one of one, and so do both together', async () => {
    const [one, thousand] = [newAddress(), newAddress()]
    await grantTestCredit(server, one, { mana: '1' })
    await grantTestCredit(server, thousand, ...Array.from({ length: 1_000 }, () => ({ mana: '1' })))
    let statements = 0
    const counted: ReadPool = {
      ...reads,
      read(statement, values) {
        statements += 1
        return reads.read(statement, values)
      },
    }
    for (const asked of [[one], [thousand], [one, thousand]]) {
      const { balances } = open({ readSnapshots: createReadSnapshots(counted) })
      statements = 0
      const found = await Promise.all(asked.map((address) => balances.read(address)))
      expect(found.map((snapshot) => JSON.parse(snapshot.body().toString()).credits.length)).toEqual(
        asked.map((address) => (address === one ? 1 : 1_000)),
      )
      expect(statements).toBe(1)
    }
  })

  test('behavior: those who ask for others at the same time share a question, and who is refused is refused alone', async () => {
    const addresses = Array.from({ length: 20 }, newAddress)
    for (const address of addresses.slice(1)) await grant(address)
    const { balances, asked } = open()
    const answers = await Promise.allSettled(addresses.map((address) => balances.read(address)))
    expect(answers.map(({ status }) => status)).toEqual(
      addresses.map((_, nth) => (nth === 0 ? 'rejected' : 'fulfilled')),
    )
    expect(asked).toEqual([addresses])
    expect(balances.held).toBe(19)
  })

  test('behavior: nobody is answered by a read that is older than what was heard when they asked', async () => {
    const address = newAddress()
    await grant(address)
    let letGo = () => {}
    const gate = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const read = createReadSnapshots(reads)
    const hasRead = vi.fn()
    const { balances, hints } = open({
      readSnapshots: async (addresses) => {
        const found = await read(addresses)
        hasRead()
        await gate
        return found
      },
    })
    const early = balances.read(address)
    await vi.waitFor(() => expect(hasRead).toHaveBeenCalled(), patience)
    await grant(address, hints)
    const late = balances.read(address)
    letGo()
    expect([(await early).id.version, (await late).id.version]).toEqual([1, 2])
  })

  test('behavior: a grant that is answered again is seen, although its first answer and its hint were lost', async () => {
    const address = newAddress()
    await grant(address)
    const { balances, hints } = open()
    expect(await versionOf(balances, address)).toBe(1)
    const key = randomUUID()
    await grant(address, createLocalHints(), key)
    await grant(address, hints, key)
    expect(await versionOf(balances, address)).toBe(2)
    expect(balances.peek(address)?.id.version).toBe(2)
  })

  test('behavior: in doubt no copy of before is served, until it was compared', async () => {
    const [moved, same] = [newAddress(), newAddress()]
    await grant(moved)
    await grant(same)
    const { balances } = open()
    for (const address of [moved, same]) await balances.read(address)
    await grant(moved)
    balances.doubt()
    expect([moved, same].map((address) => balances.peek(address))).toEqual([null, null])
    expect(await versionOf(balances, moved)).toBe(2)
    await vi.waitFor(() => expect(balances.peek(same)?.id.version).toBe(1), patience)
  })

  test('behavior: a refusal is not kept, and ends the copy', async () => {
    const address = newAddress()
    const { balances, hints, asked } = open()
    await expect(balances.read(address)).rejects.toMatchObject({ code: 'USER_NOT_FOUND' })
    await grant(address)
    expect(await versionOf(balances, address)).toBe(1)
    await flagUsers(
      { knex: server.knex, hints },
      { actor: root, addresses: [address], flag: { type: 'captcha', reason: { message: 'a robot' } } },
    )
    for (const _ of [1, 2]) await expect(balances.read(address)).rejects.toMatchObject({ code: 'USER_FLAGGED' })
    expect([asked.length, balances.held]).toEqual([4, 0])
  })

  test('behavior: while hints are not heard no copy is served, and after a gap none of before it', async () => {
    const address = newAddress()
    await grant(address)
    const local = createLocalHints()
    let hears = true
    const gaps: (() => void)[] = []
    const hints = { ...local, isHearing: () => hears, onGap: (listener: () => void) => void gaps.push(listener) }
    const { balances, asked } = open({ hints })
    await balances.read(address)
    hears = false
    await grant(address)
    expect(balances.peek(address)).toBeNull()
    expect(await versionOf(balances, address)).toBe(2)
    await balances.read(address)
    expect(asked).toHaveLength(3)
    expect(balances.held).toBe(0)

    hears = true
    for (const heardAgain of gaps) heardAgain()
    await balances.read(address)
    for (const heardAgain of gaps) heardAgain()
    expect(balances.peek(address)).toBeNull()
    expect(await versionOf(balances, address)).toBe(2)
  })

  test('behavior: a copy in use is compared; one that moved unheard is read again, one that is not used is let go', async () => {
    const [used, moved, idle] = [newAddress(), newAddress(), newAddress()]
    for (const address of [used, moved, idle]) await grant(address)
    const { balances, asked } = open({ reconcileMs: 800 })
    for (const address of [used, moved, idle]) await balances.read(address)
    await grant(moved)
    await vi.waitFor(
      async () => {
        await balances.read(used)
        await balances.read(moved)
        expect(balances.held).toBe(2)
      },
      { timeout: 20_000, interval: 20 },
    )
    expect(await versionOf(balances, moved)).toBe(2)
    const askedFor = (one: string) => asked.filter(([address]) => address === one).length
    // One more for the one that moved; the one that did not is as good as it was. A machine that is held up may compare too late
    // now and then, and a copy is then read again.
    expect([1, 2, 3]).toContain(askedFor(used))
    expect([2, 3, 4]).toContain(askedFor(moved))
  })

  test('behavior: what could not be compared in time is not served', async () => {
    const address = newAddress()
    await grant(address)
    const compareVersions = vi.fn(() => Promise.reject(new Error('lost')))
    const { balances } = open({ reconcileMs: 300, compareVersions })
    await balances.read(address)
    expect(balances.peek(address)).not.toBeNull()
    await new Promise((resolve) => setTimeout(resolve, 320))
    expect(balances.peek(address)).toBeNull()
  })

  test('behavior: a copy ends with what it says: at an expiry it is another one', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '1' }, { mana: '2', expiresAt: new Date(Date.now() + 1_500) })
    const { balances } = open()
    const before = await balances.read(address)
    const leftMs = (before.staleAtMs ?? 0) - before.clock.databaseMs
    await new Promise((resolve) => setTimeout(resolve, leftMs + 20))
    expect(balances.peek(address)).toBeNull()
    const after = await balances.read(address)
    expect([after.id.version, after.id.mark > before.id.mark]).toEqual([before.id.version, true])
  })

  test('behavior: a read that finds another epoch ends all copies', async () => {
    const [one, other] = [newAddress(), newAddress()]
    await grant(one)
    await grant(other)
    const { balances, hints } = open()
    await balances.read(one)
    await balances.read(other)
    await renewEpoch(server.database.connectionString)
    hints.publish({ address: one, version: 99 })
    await balances.read(one)
    expect(balances.peek(other)).toBeNull()
    expect((await balances.read(other)).id.epoch).toBe((await balances.read(one)).id.epoch)
  })

  test('behavior: copies take as much memory as they may, and the one used the longest ago goes first', async () => {
    const addresses = Array.from({ length: 6 }, newAddress)
    for (const address of addresses) await grant(address)
    const { balances: probe } = open()
    const { size } = await probe.read(addresses[0] as Address)
    const { balances } = open({ mostBytes: 3 * size })
    for (const address of addresses.slice(0, 3)) await balances.read(address)
    await new Promise((resolve) => setTimeout(resolve, 2))
    expect(balances.peek(addresses[0] as Address)).not.toBeNull()
    for (const address of addresses.slice(3, 5)) await balances.read(address)
    expect(addresses.map((address) => balances.peek(address) !== null)).toEqual([true, false, false, true, true, false])
    const none = open({ mostBytes: 0 })
    await none.balances.read(addresses[0] as Address)
    expect([none.balances.held, none.balances.peek(addresses[0] as Address)]).toEqual([0, null])
  })

  test('behavior: one that cannot be read does not keep the others from being read', async () => {
    const addresses = Array.from({ length: 5 }, newAddress)
    for (const address of addresses) await grant(address)
    const [slow] = addresses
    const read = createReadSnapshots(reads)
    const { balances } = open({
      readSnapshots: (asked) => (asked.includes(slow as Address) ? Promise.reject(new Error('slow')) : read(asked)),
    })
    const answers = await Promise.allSettled(addresses.map((address) => balances.read(address)))
    expect(answers.map(({ status }) => status)).toEqual([
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ])
  })

  test('model: whatever is heard, lost, watched or let go, an own write is seen at once and the same id is the same bytes', async () => {
    const step = fc.constantFrom('own write', 'read', 'read together', 'deaf', 'hears', 'compare', 'watch', 'leave')
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 24 }), async (steps) => {
        const address = newAddress()
        const local = createLocalHints()
        let hears = true
        const gaps: (() => void)[] = []
        const hints = { ...local, isHearing: () => hears, onGap: (listener: () => void) => void gaps.push(listener) }
        const { balances } = open({ hints })
        const bodies = new Map<string, string>()
        const leaving: (() => void)[] = []
        await grant(address, local)
        let version = 1
        const check = async () => {
          const snapshot = await balances.read(address)
          expect(snapshot.id.version).toBe(version)
          const name = snapshot.etag
          expect(snapshot.body().toString()).toBe(bodies.get(name) ?? snapshot.body().toString())
          bodies.set(name, snapshot.body().toString())
        }
        for (const item of steps) {
          if (item === 'own write') {
            const reading = balances.read(address).catch(() => null)
            await grant(address, local)
            version += 1
            await check()
            await reading
          } else if (item === 'read') await check()
          else if (item === 'read together') await Promise.all([check(), check(), check()])
          else if (item === 'deaf') hears = false
          else if (item === 'hears') {
            hears = true
            for (const heardAgain of gaps) heardAgain()
          } else if (item === 'watch') leaving.push(balances.watch(address, () => ({ wake() {} })).leave)
          else if (item === 'leave') leaving.pop()?.()
        }
        for (const leave of leaving) leave()
        balances.close()
      }),
      { numRuns: fuzzRuns(60) },
    )
  })
})
