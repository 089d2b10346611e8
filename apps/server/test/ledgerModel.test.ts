import { randomUUID } from 'node:crypto'
import type { Progress } from '@credits-server/contract'
import { type Address, formatMana } from '@credits-server/onchain'
import fc from 'fast-check'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { parseConfig } from '../src/config/parseConfig.js'
import type { Actor } from '../src/domain/Actor.js'
import { flagUsers } from '../src/domain/flagUsers.js'
import { optOutUser } from '../src/domain/optOutUser.js'
import { rejoinUser } from '../src/domain/rejoinUser.js'
import { revokeCredit } from '../src/domain/revokeCredit.js'
import { revokeUserCredits } from '../src/domain/revokeUserCredits.js'
import { unflagUsers } from '../src/domain/unflagUsers.js'
import { type RunningServer, startServer } from '../src/startServer.js'
import { askOperator } from './askOperator.js'
import { claim, insertGoal, insertSeason, mondayIn, report } from './goalTools.js'
import { newAddress } from './grantTestCredit.js'
import { type OpenedStream, openStream } from './openStream.js'
import { recordSpend, undoSpend } from './recordSpend.js'
import { root, rootApiKey, startTestServer, type TestServer } from './startTestServer.js'

const env = { RECONCILE_MS: '100' }
/** Two instances on one database. */
let server: TestServer
let other: RunningServer
beforeAll(async () => {
  server = await startTestServer({ env })
  const config = parseConfig({ PORT: '0', SEED_DEMO: 'false', ...env })
  const { connectionString } = server.database
  other = await startServer(config, { connectionString, rootApiKey, logger: pino({ level: 'silent' }) })
  await insertSeason(server, { id: 5, startsAt: mondayIn(-2), endsAt: mondayIn(3) })
  for (const [id, { steps, wei }] of Object.entries(goals)) {
    // Of the season and not of a week, so that no Monday comes between.
    await insertGoal(server, { id, period: 'once', steps, rewardMana: formatMana(wei) })
  }
})
beforeEach(refillSeason)
afterAll(async () => {
  await other.stop()
  await server.stop()
})

const goals = { quick: { steps: 1, wei: 7n }, slow: { steps: 4, wei: 10n ** 19n } }
type GoalId = keyof typeof goals
const goalIds = Object.keys(goals) as GoalId[]

type ModelCredit = {
  readonly id: string
  readonly valueWei: bigint
  readonly expiresAtMs: number
  readonly goalId?: GoalId
  claimed: boolean
  spentWei: bigint
  revoked: boolean
}

/** The whole specification of one user's balance. */
class ModelUser {
  readonly credits: ModelCredit[] = []
  version = 0
  known = false
  flagged = false
  optedOut = false
  readonly steps = { quick: 0, slow: 0 }
  /** Whether the season has nothing left to give. */
  exhausted = false

  get status(): number {
    if (this.flagged) return 401
    return this.known && !this.optedOut ? 200 : 404
  }

  /** What a grant is answered. */
  get refusal(): string | null {
    if (this.flagged) return 'RECIPIENT_FLAGGED'
    if (this.optedOut) return 'RECIPIENT_OPTED_OUT'
    return this.exhausted ? 'SEASON_BUDGET_EXHAUSTED' : null
  }

  /** What can be spent of, or could once. */
  get claimed(): ModelCredit[] {
    return this.credits.filter(({ claimed }) => claimed)
  }

  reward(goalId: GoalId): ModelCredit | undefined {
    return this.credits.find((credit) => credit.goalId === goalId)
  }

  isCompleted(goalId: GoalId): boolean {
    return this.steps[goalId] >= goals[goalId].steps
  }

  /** Pays a goal that was reached, if it can be paid; `id` is what the server calls the credit. */
  pay(goalId: GoalId, id: string): void {
    const expiresAtMs = mondayIn(4).getTime()
    this.credits.push({
      id,
      goalId,
      valueWei: goals[goalId].wei,
      expiresAtMs,
      claimed: false,
      spentWei: 0n,
      revoked: false,
    })
    this.version += 1
  }

  /** What a read is answered at a moment. */
  shownAt(ms: number): string {
    const open = this.claimed.filter(
      ({ valueWei, spentWei, expiresAtMs, revoked }) => !revoked && spentWei < valueWei && ms < expiresAtMs,
    )
    const wei = open.reduce((sum, { valueWei, spentWei }) => sum + valueWei - spentWei, 0n)
    return `${wei} wei in ${open.length} credits at version ${this.version}`
  }
}

/** One grant as it was asked for, and what was answered. */
type Asked = { readonly key: string; readonly body: string; readonly status: number; readonly answer: string }

/** The user in the real world, and what clients remember of it. */
type Real = {
  readonly address: Address
  readonly asked: Asked[]
  readonly reported: Reported[]
  readonly streams: OpenedStream[]
}

/** One report that was counted, and what was answered. */
type Reported = { readonly goalId: GoalId; readonly event: Record<string, unknown>; readonly answer: object }

const world = (): Real => ({ address: newAddress(), asked: [], reported: [], streams: [] })
const doors = () => [server.url, other.url]
const doorOf = (door: number) => doors()[door] ?? ''

async function ask({ address }: Real, door: number, key: string, body: string) {
  const answer = await fetch(`${doors()[door]}/users/${address}/credits`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${rootApiKey}`, 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body,
  })
  return { status: answer.status, replayed: answer.headers.get('Idempotency-Replayed'), answer: await answer.text() }
}

/** Does what an operator does, at a door. */
async function operate(door: number, method: string, path: string, body?: object): Promise<void> {
  const { status } = await askOperator({ url: doors()[door] ?? '' }, method, path, body)
  expect(status).toBe(200)
}

type Granting = { readonly wei: bigint; readonly door: number; readonly expiresInSeconds: number | null }

async function grant(user: ModelUser, real: Real, { wei, door, expiresInSeconds }: Granting): Promise<void> {
  const expiresAtMs =
    expiresInSeconds === null ? Date.parse('2100-01-01Z') : (Math.ceil(Date.now() / 1_000) + expiresInSeconds) * 1_000
  const expiresAt = new Date(expiresAtMs).toISOString().replace('.000', '')
  const key = randomUUID()
  const body = JSON.stringify({ type: 'on-demand', amount: formatMana(wei), reason: 'model', expiresAt })
  const { status, answer } = await ask(real, door, key, body)
  real.asked.push({ key, body, status, answer })
  if (user.refusal) return expect(JSON.parse(answer).code).toBe(user.refusal)
  // A machine that is very busy.
  if (status === 422) return expect(Date.now()).toBeGreaterThanOrEqual(expiresAtMs)
  expect(status).toBe(201)
  user.credits.push({
    id: JSON.parse(answer).id,
    valueWei: wei,
    expiresAtMs,
    claimed: true,
    spentWei: 0n,
    revoked: false,
  })
  user.known = true
  user.version += 1
}

const author = { actor: 'chain', cause: 'chain' } as const

/** Each thing that can happen to a user, on the model and on the server; a refusal must be the model's refusal too. */
const happenings = {
  grant,
  /** A client that asks again, at whatever door, is answered what it was answered: refusals included. */
  async retry(_user: ModelUser, real: Real, { pick, door }: { pick: number; door: number }) {
    const earlier = real.asked[pick % Math.max(1, real.asked.length)]
    if (!earlier) return
    const { status, replayed, answer } = await ask(real, door, earlier.key, earlier.body)
    expect([status, replayed]).toEqual([earlier.status, 'true'])
    const same = ({ requestId: _, ...rest }: Record<string, unknown>) => rest
    expect(same(JSON.parse(answer))).toEqual(same(JSON.parse(earlier.answer)))
  },
  /** Seen on chain, in time or late: a truth counts whenever it comes. */
  async spend(user: ModelUser, { address }: Real, { pick, share }: { pick: number; share: bigint }) {
    const credit = user.claimed[pick % Math.max(1, user.claimed.length)]
    const amountWei = credit ? (credit.valueWei - credit.spentWei) / share : 0n
    if (!credit || amountWei === 0n) return
    user.version = await recordSpend(server.ledger, { ...author, address, creditId: credit.id, amountWei })
    credit.spentWei += amountWei
  },
  async undo(user: ModelUser, { address }: Real, { pick, share }: { pick: number; share: bigint }) {
    const credit = user.claimed[pick % Math.max(1, user.claimed.length)]
    const amountWei = credit ? credit.spentWei / share : 0n
    if (!credit || amountWei === 0n) return
    user.version = await undoSpend(server.ledger, { ...author, address, creditId: credit.id, amountWei })
    credit.spentWei -= amountWei
  },
  async report(user: ModelUser, real: Real, { goalId, steps, door }: { goalId: GoalId; steps: number; door: number }) {
    const event = { address: real.address, eventId: randomUUID(), steps }
    const { status, body } = await report(doorOf(door), goalId, event)
    if (!user.known || user.optedOut) {
      return expect([status, body['code']]).toEqual(user.known ? [422, 'RECIPIENT_OPTED_OUT'] : [404, 'USER_NOT_FOUND'])
    }
    real.reported.push({ goalId, event, answer: body })
    user.steps[goalId] += steps
    const { steps: totalSteps } = goals[goalId]
    const isCompleted = user.isCompleted(goalId)
    const before = user.reward(goalId)
    const unpaidBecause = user.flagged ? 'RECIPIENT_FLAGGED' : user.exhausted ? 'SEASON_BUDGET_EXHAUSTED' : undefined
    if (isCompleted && !before && unpaidBecause === undefined) user.pay(goalId, String(body['creditId']))
    expect(body).toEqual({
      eventId: event.eventId,
      address: real.address,
      goalId,
      period: 'season:5',
      progress: { totalSteps, completedSteps: Math.min(totalSteps, user.steps[goalId]) },
      isCompleted,
      ...(user.reward(goalId) ? { creditId: user.reward(goalId)?.id } : isCompleted ? { unpaidBecause } : {}),
    })
  },
  /** The same event again, whatever has become of the user since. */
  async reportAgain(_user: ModelUser, { reported }: Real, { pick, door }: { pick: number; door: number }) {
    const earlier = reported[pick % Math.max(1, reported.length)]
    if (!earlier) return
    const { status, headers, body } = await report(doorOf(door), earlier.goalId, earlier.event)
    expect([status, headers.get('Idempotency-Replayed'), body]).toEqual([200, 'true', earlier.answer])
    const reused = await report(doorOf(door), earlier.goalId, { ...earlier.event, steps: 9 })
    expect(reused).toMatchObject({ status: 422, body: { code: 'EVENT_ID_REUSED' } })
  },
  async claim(user: ModelUser, { address }: Real, { pick, all, door }: { pick: number; all: boolean; door: number }) {
    const named = user.credits[pick % Math.max(1, user.credits.length)]
    if (!all && !named) return
    const { status, body } = await claim(doorOf(door), address, all ? {} : { creditIds: [named?.id] })
    const refusal = user.flagged
      ? [422, 'RECIPIENT_FLAGGED']
      : user.known
        ? user.optedOut && [422, 'RECIPIENT_OPTED_OUT']
        : [404, 'USER_NOT_FOUND']
    if (refusal) return expect([status, body['code']]).toEqual(refusal)
    const shown = body['credits'] as { id: string; goalId?: GoalId; signature: string }[]
    for (const goalId of all ? goalIds : []) {
      if (!user.isCompleted(goalId) || user.reward(goalId) || user.exhausted) continue
      user.pay(goalId, shown.find((credit) => credit.goalId === goalId)?.id ?? 'not paid')
    }
    if (!all && named?.revoked) return expect([status, body['code']]).toEqual([410, 'CREDIT_REVOKED'])
    const chosen = all
      ? user.credits.filter(({ claimed, revoked }) => !claimed && !revoked)
      : user.credits.filter((credit) => credit === named)
    expect(shown.map(({ id }) => id).sort()).toEqual(chosen.map(({ id }) => id).sort())
    for (const { signature } of shown) expect(signature).toMatch(/^0x[0-9a-f]{130}$/)
    for (const credit of chosen.filter(({ claimed }) => !claimed)) {
      credit.claimed = true
      user.version += 1
    }
  },
  async exhaust(user: ModelUser) {
    await server
      .knex('seasons')
      .where({ id: 5 })
      .update({ budget_wei: server.knex.ref('granted_wei') })
    user.exhausted = true
  },
  async refill(user: ModelUser) {
    await refillSeason()
    user.exhausted = false
  },
  /** What is left is taken back once, expired or not; nothing is left of what was spent. */
  async revoke(user: ModelUser, _real: Real, { pick }: { pick: number }) {
    const credit = user.credits[pick % Math.max(1, user.credits.length)]
    if (!credit) return
    const revoking = revokeCredit(server.ledger, { actor: root, creditId: credit.id, reason: 'model' })
    if (!credit.revoked && credit.spentWei === credit.valueWei) {
      return expect(revoking).rejects.toMatchObject({ code: 'NOTHING_TO_REVOKE' })
    }
    await revoking
    if (!credit.revoked) user.version += 1
    credit.revoked = true
  },
  async revokeAll(user: ModelUser, { address }: Real) {
    const open = user.credits.filter(({ revoked, spentWei, valueWei }) => !revoked && spentWei < valueWei)
    const revoking = revokeUserCredits(server.ledger, { actor: root, address, reason: 'model' })
    // Whoever was flagged, or has left, has been met.
    if (user.version === 0 && !user.known) return expect(revoking).rejects.toMatchObject({ code: 'USER_NOT_FOUND' })
    for (const credit of open) credit.revoked = true
    user.version += open.length
    const revoked = user.credits.filter((credit) => credit.revoked)
    if (revoked.length === 0) return expect(revoking).rejects.toMatchObject({ code: 'NOTHING_TO_REVOKE' })
    expect(await revoking).toMatchObject({ creditCount: revoked.length })
  },
  async flag(user: ModelUser, { address }: Real, { door }: { door: number }) {
    const reason = { message: 'model' }
    await operate(door, 'POST', '/flag', { addresses: [address], type: 'captcha', reason })
    // The same flag again is the flag there is.
    if (!user.flagged) user.version += 1
    user.flagged = true
  },
  async unflag(user: ModelUser, { address }: Real, { door }: { door: number }) {
    await operate(door, 'POST', '/unflag', { addresses: [address], type: 'captcha' })
    if (user.flagged) user.version += 1
    user.flagged = false
  },
  async register(user: ModelUser, { address }: Real, { door }: { door: number }) {
    await operate(door, 'POST', '/users', { address })
    user.known = true
  },
  async optOut(user: ModelUser, { address }: Real, { door }: { door: number }) {
    await operate(door, 'DELETE', `/users/${address}`)
    if (!user.optedOut) user.version += 1
    user.optedOut = true
  },
  async rejoin(user: ModelUser, { address }: Real, { door }: { door: number }) {
    await operate(door, 'POST', `/users/${address}/rejoin`)
    if (user.optedOut) user.version += 1
    user.optedOut = false
  },
  async watch(user: ModelUser, { address, streams }: Real, { door }: { door: number }) {
    const stream = await openStream(`${doors()[door]}/users/${address}/credits/stream`)
    expect(stream.status).toBe(user.status)
    streams.push(stream)
  },
}

async function refillSeason(): Promise<void> {
  const budget = server.knex.raw('granted_wei + ?::numeric', [String(10n ** 40n)])
  await server.knex('seasons').where({ id: 5 }).update({ budget_wei: budget })
}

/**
 * Both instances show what the model says, at some moment between question and answer. They are told of which version we know: one
 * that holds the balance for a stream may not have heard of what the other one, or the test itself, has written.
 */
async function expectShown(user: ModelUser, { address }: Real): Promise<void> {
  for (const door of doors()) {
    const askedAtMs = Date.now()
    const answer = await fetch(`${door}/users/${address}/credits?minVersion=${user.version}`)
    expect(answer.status).toBe(user.status)
    const body = (await answer.json()) as { totalCreditsWei: string; version: number; credits: unknown[] }
    if (user.status !== 200) continue
    const shown = `${body.totalCreditsWei} wei in ${body.credits.length} credits at version ${body.version}`
    expect([user.shownAt(askedAtMs), user.shownAt(Date.now())]).toContain(shown)
    await expectProgress(user, `${door}/users/${address}/progress`)
  }
}

async function expectProgress(user: ModelUser, url: string): Promise<void> {
  const text = await (await fetch(url)).text()
  expect(text).not.toContain('"signature"')
  const progress: Progress = JSON.parse(text)
  const told = progress.goals.map(({ id, progress, isCompleted, isPaid, isClaimed }) => {
    return { id, done: progress.completedSteps, isCompleted, isPaid, isClaimed }
  })
  expect(told).toEqual(
    goalIds.map((id) => ({
      id,
      done: Math.min(goals[id].steps, user.steps[id]),
      isCompleted: user.isCompleted(id),
      isPaid: user.reward(id) !== undefined,
      isClaimed: user.reward(id)?.claimed ?? false,
    })),
  )
  const pending = user.credits.filter(({ claimed, revoked }) => !claimed && !revoked).map(({ id }) => id)
  expect(progress.pendingCredits.map(({ id }) => id).sort()).toEqual(pending.sort())
}

/** A stream that is still open ends with the balance; one of a user who is not served any more has ended. */
async function expectStreamed(user: ModelUser, { address, streams }: Real): Promise<void> {
  for (const stream of streams.filter(({ status }) => status === 200)) {
    const last = () => stream.events.filter(({ event }) => event !== 'heartbeat').at(-1)
    await expect
      .poll(
        async () => {
          if (last()?.event !== undefined) return 'ended'
          const now = await fetch(`${server.url}/users/${address}/credits?minVersion=${user.version}`)
          return last()?.data === (await now.text()) ? 'equal' : 'other'
        },
        { timeout: 5_000, interval: 20 },
      )
      .toMatch(user.status === 200 ? /^(equal|ended)$/ : /^ended$/)
    stream.close()
  }
}

const door = fc.nat({ max: 1 })
const pick = fc.nat()
const share = fc.constantFrom(1n, 2n, 3n)
const wei = fc.oneof(fc.bigInt(1n, 10n ** 19n), fc.bigInt(1n, 10n))
const expiresInSeconds = fc.constantFrom(null, null, 1, 2)
const granting = fc.record({ wei, door, expiresInSeconds })
const reporting = fc.record({ goalId: fc.constantFrom(...goalIds), steps: fc.integer({ min: 1, max: 3 }), door })
const claiming = fc.record({ pick, all: fc.boolean(), door })

const commands = fc.commands(
  [
    step('grant', granting),
    step('grant', granting),
    step('grant', granting),
    step('retry', fc.record({ pick, door })),
    step('spend', fc.record({ pick, share })),
    step('spend', fc.record({ pick, share })),
    step('undo', fc.record({ pick, share })),
    step('report', reporting),
    step('report', reporting),
    step('report', reporting),
    step('reportAgain', fc.record({ pick, door })),
    step('claim', claiming),
    step('claim', claiming),
    step('exhaust', fc.constant({})),
    step('refill', fc.constant({})),
    step('revoke', fc.record({ pick })),
    step('revokeAll', fc.constant({})),
    step('flag', fc.record({ door })),
    step('unflag', fc.record({ door })),
    step('unflag', fc.record({ door })),
    step('register', fc.record({ door })),
    step('optOut', fc.record({ door })),
    step('rejoin', fc.record({ door })),
    step('rejoin', fc.record({ door })),
    step('watch', fc.record({ door })),
  ],
  { maxCommands: 25 },
)

function step(
  kind: keyof typeof happenings,
  details: fc.Arbitrary<object>,
): fc.Arbitrary<fc.AsyncCommand<ModelUser, Real>> {
  return details.map((detail) => ({
    check: () => true,
    async run(user: ModelUser, real: Real) {
      await happenings[kind](user, real, detail as never)
      await expectShown(user, real)
    },
    toString: () => `${kind} ${fc.stringify(detail)}`,
  }))
}

describe('the ledger', () => {
  test('A15: whatever happens, both instances and every stream show what the model says', async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (steps) => {
        const user = new ModelUser()
        const real = world()
        await refillSeason()
        await fc.asyncModelRun(() => ({ model: user, real }), steps)
        await expectStreamed(user, real)
        const entries = await server
          .knex('entries')
          .where({ address: real.address })
          .orderBy('version')
          .pluck('version')
        expect(entries.map(Number)).toEqual(Array.from({ length: user.version }, (_, index) => index + 1))
      }),
      { numRuns: fuzzRuns(100), endOnFailure: true },
    )
  })

  test('A14: spends and give-backs of many credits end the same in whatever order they come, all at once', async () => {
    const real = world()
    const { address } = real
    const user = new ModelUser()
    for (let n = 0; n < 4; n++) await grant(user, real, { wei: 1_000n, door: 0, expiresInSeconds: null })
    const moves = user.credits.flatMap(({ id }) => [100n, 200n, 300n].map((amountWei) => ({ creditId: id, amountWei })))
    const author = { address, actor: 'chain', cause: 'chain' } as const
    await Promise.all(moves.map((move) => recordSpend(server.ledger, { ...author, ...move })))
    await Promise.all(
      moves.filter((_, n) => n % 3 === 1).map((move) => undoSpend(server.ledger, { ...author, ...move })),
    )
    for (const credit of user.credits) credit.spentWei = 400n
    user.version += moves.length + 4
    await expectShown(user, real)
  })

  test('error: more than is left cannot be spent, nor given back more than was spent', async () => {
    const real = world()
    const { address } = real
    const user = new ModelUser()
    await grant(user, real, { wei: 10n, door: 0, expiresInSeconds: null })
    const creditId = user.credits[0]?.id ?? ''
    const author = { address, actor: 'chain', cause: 'chain', creditId } as const
    await expect(recordSpend(server.ledger, { ...author, amountWei: 11n })).rejects.toThrow(/spent_within_value/)
    await expect(undoSpend(server.ledger, { ...author, amountWei: 1n })).rejects.toThrow(/wei_is_uint256/)
    await expect(recordSpend(server.ledger, { ...author, creditId: randomUUID(), amountWei: 1n })).rejects.toThrow(
      /no credit/,
    )
    await expectShown(user, real)
  })

  test('error: FORBIDDEN without the scope, and nothing changes', async () => {
    const address = newAddress()
    const actor: Actor = { client: 'shop', scopes: ['credits:grant'] }
    const flag = { type: 'captcha', reason: { message: 'm' } } as const
    await expect(flagUsers(server.ledger, { actor, addresses: [address], flag })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    await expect(unflagUsers(server.ledger, { actor, addresses: [address], type: 'captcha' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    await expect(optOutUser(server.ledger, { actor, address })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(rejoinUser(server.ledger, { actor, address })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expectShown(new ModelUser(), { ...world(), address })
  })
})
