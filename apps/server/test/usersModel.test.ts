import { randomUUID } from 'node:crypto'
import type { EntryPage } from '@credits-server/contract'
import type { Address } from '@credits-server/onchain'
import fc from 'fast-check'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { createReadSnapshot, type ReadSnapshot } from '../src/balance/readSnapshot.js'
import { parseConfig } from '../src/config/parseConfig.js'
import { openReadPool, type ReadPool } from '../src/db/openReadPool.js'
import { flagUsers } from '../src/domain/flagUsers.js'
import { optOutUser } from '../src/domain/optOutUser.js'
import { unflagUsers } from '../src/domain/unflagUsers.js'
import { createReadEntries, type ReadEntries } from '../src/ledger/readEntries.js'
import { type RunningServer, startServer } from '../src/startServer.js'
import { askOperator } from './askOperator.js'
import { grantTestCredit, newAddress } from './grantTestCredit.js'
import { openStream } from './openStream.js'
import { root, rootApiKey, startTestServer, type TestServer } from './startTestServer.js'

const env = { RECONCILE_MS: '100' }
/** Two instances on one database. */
let server: TestServer
let other: RunningServer
let reads: ReadPool
let readSnapshot: ReadSnapshot
let readEntries: ReadEntries
beforeAll(async () => {
  server = await startTestServer({ env })
  const config = parseConfig({ PORT: '0', SEED_DEMO: 'false', ...env })
  const { connectionString } = server.database
  other = await startServer(config, { connectionString, rootApiKey, logger: pino({ level: 'silent' }) })
  reads = openReadPool(connectionString)
  readSnapshot = createReadSnapshot(reads)
  readEntries = createReadEntries(reads)
})
afterAll(async () => {
  await reads.close()
  await other.stop()
  await server.stop()
})

type FlagType = 'captcha' | 'multi-account'
type ModelFlag = { readonly type: FlagType; readonly message: string; readonly untilMs: number | null; lifted: boolean }

/** The whole specification of how a user stands. */
class ModelUser {
  readonly flags: ModelFlag[] = []
  /** The kinds of the entries, oldest first. */
  readonly kinds: string[] = []
  known = false
  optedOut = false

  get version(): number {
    return this.kinds.length
  }

  get standing(): string {
    if (this.optedOut) return 'opted_out'
    return this.known ? 'enrolled' : 'not_registered'
  }

  activeAt(ms: number): ModelFlag[] {
    return this.flags.filter(({ lifted, untilMs }) => !lifted && (untilMs === null || ms < untilMs))
  }

  /** What every public read answers: the status, and a flagged user's reason. */
  readAt(ms: number): string {
    const newest = this.activeAt(ms).at(-1)
    if (newest) return `401 ${newest.message}`
    return this.known && !this.optedOut ? '200' : '404'
  }

  /** When flags have ended by themselves, each moment once. */
  endedBy(ms: number): number[] {
    const ended = this.flags.flatMap(({ lifted, untilMs }) =>
      !lifted && untilMs !== null && untilMs <= ms ? untilMs : [],
    )
    return [...new Set(ended)].sort()
  }
}

type Real = { readonly address: Address }
type Step = (user: ModelUser, real: Real, door: string) => Promise<void>

const doors = () => [server.url, other.url]

/** Asks between two looks at the database's clock, whose answers bound when it was answered. */
async function timed<T>(ask: () => Promise<T>): Promise<{ answer: T; momentsMs: [number, number] }> {
  const before = await databaseNow()
  const answer = await ask()
  return { answer, momentsMs: [before, await databaseNow()] }
}

async function databaseNow(): Promise<number> {
  const { rows } = await server.knex.raw('select clock_timestamp() as now')
  return rows[0].now.getTime()
}

/** The second that begins so many seconds from now. */
const secondFromNow = (seconds: number) => (Math.ceil(Date.now() / 1_000) + seconds) * 1_000
const text = (ms: number) => new Date(ms).toISOString().replace('.000', '')

type Changes = { users: { version: number; changed: boolean }[] }

const steps = {
  flag:
    ({ type, message, seconds }: { type: FlagType; message: string; seconds: number | null }): Step =>
    async (user, { address }, url) => {
      const untilMs = seconds === null ? null : secondFromNow(seconds)
      const until = untilMs === null ? {} : { until: text(untilMs) }
      const body = { addresses: [address], type, reason: { message }, ...until }
      const { answer, momentsMs } = await timed(() => askOperator<Changes>({ url }, 'POST', '/flag', body))
      // A machine that is very busy.
      if (untilMs !== null && answer.status === 422) return expect(momentsMs[1]).toBeGreaterThanOrEqual(untilMs)
      expect(answer.status).toBe(200)
      const isSame = (flag: ModelFlag) =>
        !flag.lifted && flag.type === type && flag.message === message && flag.untilMs === untilMs
      const changed = !user.flags.some(isSame)
      if (changed) {
        user.flags.push({ type, message, untilMs, lifted: false })
        user.kinds.push('flagged')
      }
      expect(answer.body.users).toEqual([{ address, version: user.version, changed }])
    },
  unflag:
    ({ type }: { type: FlagType }): Step =>
    async (user, { address }, url) => {
      const body = { addresses: [address], type }
      const { answer, momentsMs } = await timed(() => askOperator<Changes>({ url }, 'POST', '/unflag', body))
      const liftedAt = (ms: number) => user.activeAt(ms).filter((flag) => flag.type === type)
      const changed = answer.body.users[0]?.changed === true
      // A flag may have ended by itself between the two moments.
      const possible = momentsMs.map(liftedAt)
      expect(possible.map((flags) => flags.length > 0)).toContain(changed)
      const rows = await server.knex('flags').where({ address }).orderBy('id').pluck('ended_at')
      const lifted = user.flags.filter((flag, index) => !flag.lifted && rows[index] !== null)
      expect(possible.map((flags) => flags.length)).toContain(lifted.length)
      for (const flag of lifted) flag.lifted = true
      if (changed) user.kinds.push('unflagged')
      expect(answer.body.users).toEqual([{ address, version: user.version, changed }])
    },
  register:
    (): Step =>
    async (user, { address }, url) => {
      const { body } = await askOperator({ url }, 'POST', '/users', { address })
      user.known = true
      expect(body).toMatchObject({ status: user.standing, version: user.version })
    },
  optOut:
    (): Step =>
    async (user, { address }, url) => {
      const { body } = await askOperator({ url }, 'DELETE', `/users/${address}`)
      if (!user.optedOut) user.kinds.push('optedOut')
      user.optedOut = true
      expect(body).toMatchObject({ status: 'opted_out', version: user.version })
    },
  rejoin:
    (): Step =>
    async (user, { address }, url) => {
      const { body } = await askOperator({ url }, 'POST', `/users/${address}/rejoin`)
      if (user.optedOut) user.kinds.push('rejoined')
      user.optedOut = false
      expect(body).toMatchObject({ status: user.standing, version: user.version })
    },
  grant:
    (): Step =>
    async (user, { address }, url) => {
      const { answer, momentsMs } = await timed(() =>
        fetch(`${url}/users/${address}/credits`, {
          method: 'POST',
          headers: {
            Authorization: `Bearer ${rootApiKey}`,
            'Content-Type': 'application/json',
            'Idempotency-Key': randomUUID(),
          },
          body: JSON.stringify({ type: 'on-demand', amount: '1', reason: 'model', expiresAt: '2100-01-01T00:00:00Z' }),
        }),
      )
      const { code = 'granted' } = (await answer.json()) as { code?: string }
      const outcomeAt = (ms: number) => {
        if (user.activeAt(ms).length > 0) return 'RECIPIENT_FLAGGED'
        return user.optedOut ? 'RECIPIENT_OPTED_OUT' : 'granted'
      }
      expect(momentsMs.map(outcomeAt)).toContain(code)
      if (code !== 'granted') return
      user.kinds.push('granted')
      user.known = true
    },
} satisfies Record<string, (detail: never) => Step>

/** What a public read came to, in the model's words. */
async function outcomeOf(answer: Response): Promise<string> {
  if (answer.status !== 401) return String(answer.status)
  return `401 ${((await answer.json()) as { reason: { message: string } }).reason.message}`
}

async function expectReads(user: ModelUser, { address }: Real, url: string): Promise<void> {
  for (const path of ['credits', 'entries?limit=100', 'credits/stream']) {
    const leave = new AbortController()
    const { answer, momentsMs } = await timed(() => fetch(`${url}/users/${address}/${path}`, { signal: leave.signal }))
    const possible = momentsMs.map((ms) => user.readAt(ms))
    if (path === 'credits/stream' && answer.status === 200) leave.abort()
    const body = answer.status === 200 && path !== 'credits/stream' ? await answer.json() : null
    expect(possible, path).toContain(answer.status === 200 ? '200' : await outcomeOf(answer))
    if (path === 'credits' && body) expect(body).toMatchObject({ version: user.version })
    if (path.startsWith('entries') && body) expectEntries(user, body as EntryPage, momentsMs)
  }
  const { body: status } = await askOperator({ url }, 'GET', `/users/${address}/status`)
  expect(status).toMatchObject({ status: user.standing, version: user.version })
}

function expectEntries(user: ModelUser, { entries }: EntryPage, momentsMs: readonly number[]): void {
  const written = entries.filter(({ computed }) => computed !== true)
  expect(written.map(({ kind, version }) => `${version} ${kind}`)).toEqual(
    user.kinds.map((kind, index) => `${index + 1} ${kind}`).reverse(),
  )
  const ended = entries.filter(({ computed }) => computed === true).map(({ at }) => Date.parse(at))
  expect(momentsMs.map((ms) => user.endedBy(ms))).toContainEqual(ended.sort())
}

/** The readers agree with the model on any moment to come, to the millisecond. */
async function expectFuture(user: ModelUser, { address }: Real): Promise<void> {
  const untils = user.flags.flatMap(({ untilMs }) => untilMs ?? [])
  const last = Math.max(Date.now() + 5_000, ...untils)
  const moments = [...untils.flatMap((ms) => [ms - 1, ms]), last].filter((ms) => ms > Date.now())
  for (const ms of new Set(moments)) {
    const at = new Date(ms)
    const outcome = (read: Promise<unknown>) =>
      read.then(
        () => '200',
        (error) => (error.code === 'USER_FLAGGED' ? `401 ${error.publicReason}` : '404'),
      )
    const answers = [readSnapshot(address, at), readEntries(address, { limit: 100, behind: null }, at)]
    for (const answer of await Promise.all(answers.map(outcome))) expect(answer).toBe(user.readAt(ms))
    if (user.readAt(ms) === '200')
      expectEntries(user, JSON.parse(await readEntries(address, { limit: 100, behind: null }, at)), [ms])
  }
}

async function expectFlags(user: ModelUser, { address }: Real, url: string): Promise<void> {
  const { answer, momentsMs } = await timed(() =>
    askOperator<{ flags: object[] }>({ url }, 'GET', `/admin/flags?limit=100&active=true&address=${address}`),
  )
  const shown = answer.body.flags.map((flag) => flag as { type: string; reason: { message: string } })
  const said = shown.map(({ type, reason }) => `${type} ${reason.message}`).reverse()
  const possible = momentsMs.map((ms) => user.activeAt(ms).map(({ type, message }) => `${type} ${message}`))
  expect(possible).toContainEqual(said)
}

const type = fc.constantFrom<FlagType>('captcha', 'multi-account')
const message = fc.constantFrom('one', 'two')
/** For ever; soon, so that it ends within the history; in some seconds and much later, for the readers of other moments. */
const seconds = fc.constantFrom(null, 1, 1, 5, 3_600)
const commands = fc.commands(
  [
    step('flag', fc.record({ type, message, seconds })),
    step('flag', fc.record({ type, message, seconds })),
    step('unflag', fc.record({ type })),
    step('unflag', fc.record({ type })),
    step('register', fc.constant({})),
    step('optOut', fc.constant({})),
    step('rejoin', fc.constant({})),
    step('rejoin', fc.constant({})),
    step('grant', fc.constant({})),
  ],
  { maxCommands: 16 },
)

function step(kind: keyof typeof steps, details: fc.Arbitrary<object>): fc.Arbitrary<fc.AsyncCommand<ModelUser, Real>> {
  return fc.tuple(details, fc.nat({ max: 1 })).map(([detail, door]) => ({
    check: () => true,
    async run(user: ModelUser, real: Real) {
      await steps[kind](detail as never)(user, real, doors()[door] ?? '')
      for (const url of doors()) await expectReads(user, real, url)
      await expectFuture(user, real)
      await expectFlags(user, real, doors()[1 - door] ?? '')
    },
    toString: () => `${kind} ${fc.stringify(detail)} at ${door}`,
  }))
}

describe('users', () => {
  test('A15: whatever happens to a user, both instances answer every read, now and at any moment, as the model says', async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (history) => {
        const real = { address: newAddress() }
        await fc.asyncModelRun(() => ({ model: new ModelUser(), real }), history)
      }),
      { numRuns: fuzzRuns(12), endOnFailure: true },
    )
  })

  test('behavior: both instances end the streams of who is flagged or leaves, though every hint is lost', async () => {
    const addresses = Array.from({ length: 20 }, newAddress)
    for (const address of addresses) await grantTestCredit(server, address, { mana: '1' })
    const watch = (of: readonly Address[]) =>
      Promise.all(of.flatMap((address) => doors().map((url) => openStream(`${url}/users/${address}/credits/stream`))))
    const [flagged, left] = [addresses.slice(0, 10), addresses.slice(10)]
    const streams = { flagged: await watch(flagged), left: await watch(left) }
    for (const stream of [...streams.flagged, ...streams.left]) {
      await expect.poll(() => stream.events.some(({ event }) => event === undefined), { timeout: 5_000 }).toBe(true)
    }
    // This ledger hints to nobody.
    const flag = { type: 'captcha', reason: { message: 'm' } } as const
    await flagUsers(server.ledger, { actor: root, addresses: flagged, flag })
    for (const address of left) await optOutUser(server.ledger, { actor: root, address })
    for (const stream of streams.flagged) await stream.ended(10_000)
    for (const stream of streams.left) await stream.ended(10_000)
    expect(new Set(streams.flagged.map(({ events }) => events.at(-1)?.event))).toEqual(new Set(['flagged']))
    expect(new Set(streams.left.map(({ events }) => events.at(-1)?.event))).toEqual(new Set(['ended']))
    for (const stream of await watch(flagged)) expect(stream.status).toBe(401)
    for (const stream of await watch(left)) expect(stream.status).toBe(404)
    // And what lifts it is seen by whoever comes.
    await unflagUsers(server.ledger, { actor: root, addresses: flagged, type: 'captcha' })
    for (const stream of await watch(flagged)) {
      expect(stream.status).toBe(200)
      stream.close()
    }
  })
})
