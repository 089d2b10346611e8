import { randomUUID } from 'node:crypto'
import { type Address, parseMana, verifyCreditSignature } from '@credits-server/onchain'
import fc from 'fast-check'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import {
  claim,
  insertGoal,
  insertMember,
  insertSeason,
  mondayIn,
  passTime,
  report,
  weekMs,
} from '../../test/goalTools.js'
import { grantTestCredit, newAddress } from '../../test/grantTestCredit.js'
import { recordSpend, undoSpend } from '../../test/recordSpend.js'
import { root, rootApiKey, startTestServer, type TestServer } from '../../test/startTestServer.js'
import { createReadSnapshot } from '../balance/readSnapshot.js'
import { parseConfig } from '../config/parseConfig.js'
import { openReadPool, type ReadPool } from '../db/openReadPool.js'
import { commitChange } from '../ledger/commitChange.js'
import { findDiscrepancies } from '../ledger/findDiscrepancies.js'
import { type RunningServer, startServer } from '../startServer.js'
import { claimCredits } from './claimCredits.js'
import { flagUsers } from './flagUsers.js'
import { optOutUser } from './optOutUser.js'
import { unflagUsers } from './unflagUsers.js'

let server: TestServer
/** A second instance on the same database. */
let other: RunningServer
let reads: ReadPool

const seasonEnd = mondayIn(3)
const spendBy = new Date(seasonEnd.getTime() + weekMs)
const goals = { one: 1, two: 2, three: 3, once: 2 }
const goalIds = ['one', 'two', 'three', 'once'] as const

beforeAll(async () => {
  server = await startTestServer()
  const { connectionString } = server.database
  const config = parseConfig({ PORT: '0', SEED_DEMO: 'false' })
  other = await startServer(config, { connectionString, rootApiKey, logger: pino({ level: 'silent' }) })
  reads = openReadPool(connectionString)
  await insertSeason(server, { id: 5, startsAt: mondayIn(-2), endsAt: seasonEnd })
  for (const id of goalIds) {
    await insertGoal(server, { id, steps: goals[id], period: id === 'once' ? 'once' : 'weekly' })
  }
})
afterEach(async () => {
  expect(await findDiscrepancies(server.knex)).toEqual([])
})
afterAll(async () => {
  await Promise.all([other.stop(), reads.close()])
  await server.stop()
})

const wholeSecond = (ms: number) => Math.floor(ms / 1_000) * 1_000

let seasonsMade = 0
/** A season of a year that no other test's users are in, with three goals of one step and 5 MANA. */
async function insertSeasonOfItsOwn(): Promise<number> {
  const id = 10 + seasonsMade++
  const year = (later: number) => new Date(Date.UTC(2070 + id + later, 0, 1))
  await insertSeason(server, { id, startsAt: year(0), endsAt: year(1), budgetMana: '100' })
  for (const goalId of ['one', 'pending', 'two']) await insertGoal(server, { id: `${goalId}-${id}`, seasonId: id })
  return id
}

async function reportReached(address: Address, goalId: string): Promise<Record<string, unknown>> {
  const { status, body } = await report(server.url, goalId, { address, eventId: randomUUID() })
  expect(status).toBe(200)
  return body
}

type Shown = { id: string; status: string; signature: string; amount: number; expiresAt: string; goalId: string }
const shown = (answer: { body: Record<string, unknown> }) => answer.body['credits'] as Shown[]

async function earn(address: Address, goalId: (typeof goalIds)[number]): Promise<string> {
  const { body } = await report(server.url, goalId, { address, eventId: randomUUID(), steps: goals[goalId] })
  return String(body['creditId'])
}

async function revoke(address: Address, creditId: string): Promise<void> {
  await commitChange(server.ledger, { address, actor: root, cause: 'operator' }, async (trx, { at }) => {
    const row = await trx('credits').where({ id: creditId }).first()
    const leftWei = BigInt(row.value_wei) - BigInt(row.spent_wei)
    if (leftWei === 0n) return []
    await trx('credits').where({ id: creditId }).update({ revoked_at: at })
    return [{ kind: 'revoked', creditId, amountWei: leftWei }]
  })
}

async function balanceOf(address: string): Promise<Record<string, unknown>> {
  return (await fetch(`${other.url}/users/${address}/credits`)).json() as never
}

describe('claimCredits', () => {
  test('default: what is pending can be spent: the credits as the balance lists them, one entry and version each', async () => {
    const address = await insertMember(server)
    const ids = [await earn(address, 'one'), await earn(address, 'two')]
    const answer = await claim(server.url, address.toUpperCase().replace('0X', '0x'))
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect(new Set(shown(answer).map(({ id }) => id))).toEqual(new Set(ids))
    expect(answer.body).toEqual({ credits: (await balanceOf(address))['credits'] })
    expect(await balanceOf(address)).toMatchObject({ version: 4, totalCreditsWei: String(parseMana('10')) })
    const entries = await server.knex('entries').where({ address }).orderBy('version')
    expect(entries.map(({ version, kind, amount_wei, cause }) => [version, kind, amount_wei, cause])).toEqual([
      ['1', 'granted', String(parseMana('5')), 'goal'],
      ['2', 'granted', String(parseMana('5')), 'goal'],
      ['3', 'claimed', String(parseMana('5')), 'operator'],
      ['4', 'claimed', String(parseMana('5')), 'operator'],
    ])
  })

  test('behavior: the signature is the one the contract accepts', async () => {
    const address = await insertMember(server)
    await earn(address, 'one')
    const [{ id }] = shown(await claim(server.url, address)) as [Shown]
    const row = await server.knex('credits').where({ id }).first()
    const terms = {
      user: address,
      chainId: Number(row.chain_id),
      contract: row.contract,
      valueWei: BigInt(row.value_wei),
      expiresAtSeconds: spendBy.getTime() / 1_000,
      salt: row.salt,
    }
    expect(verifyCreditSignature({ ...terms, signature: row.signature, signer: row.signer } as never)).toBe(true)
  })

  test('behavior: again it answers an empty list, and named credits as they are now', async () => {
    const address = await insertMember(server)
    const id = await earn(address, 'one')
    const [first] = shown(await claim(server.url, address))
    expect((await claim(other.url, address)).body).toEqual({ credits: [] })
    const named = await claim(other.url, address, { creditIds: [id.toUpperCase(), id] })
    expect(named.body).toEqual({ credits: [first] })
    await recordSpend(server.ledger, { address, actor: 'chain', cause: 'chain', creditId: id, amountWei: 1n })
    expect(shown(await claim(server.url, address, { creditIds: [id] }))).toMatchObject([{ status: 'PARTIALLY_USED' }])
    await passTime(server, address, spendBy)
    expect(shown(await claim(server.url, address, { creditIds: [id] }))).toMatchObject([{ status: 'EXPIRED' }])
    expect(await balanceOf(address)).toMatchObject({ version: 3 })
  })

  test('behavior: only what is named is claimed, and nothing if one of it cannot be', async () => {
    const address = await insertMember(server)
    const [one, two, three] = [await earn(address, 'one'), await earn(address, 'two'), await earn(address, 'three')]
    expect(shown(await claim(server.url, address, { creditIds: [two] }))).toMatchObject([{ id: two }])
    const stranger = await earn(await insertMember(server), 'one')
    for (const missing of [randomUUID(), stranger]) {
      const answer = await claim(server.url, address, { creditIds: [one, missing] })
      expect(answer).toMatchObject({ status: 404, body: { code: 'CREDIT_NOT_FOUND', details: { creditId: missing } } })
    }
    await revoke(address, three)
    const answer = await claim(server.url, address, { creditIds: [one, three] })
    expect(answer).toMatchObject({ status: 410, body: { code: 'CREDIT_REVOKED', details: { creditId: three } } })
    expect(await balanceOf(address)).toMatchObject({ totalCreditsWei: String(parseMana('5')), version: 5 })
    expect(shown(await claim(server.url, address))).toMatchObject([{ id: one }])
  })

  test('error: CREDIT_LAPSED from claimBy on, the end of the season; until then it can be claimed', async () => {
    const [late, early] = [await insertMember(server), await insertMember(server)]
    const [lapsing, kept] = [await earn(late, 'one'), await earn(early, 'one')]
    await passTime(server, early, new Date(seasonEnd.getTime() - 1))
    expect(shown(await claim(server.url, early))).toMatchObject([{ id: kept }])
    await passTime(server, late, seasonEnd)
    expect((await claim(server.url, late)).body).toEqual({ credits: [] })
    const answer = await claim(server.url, late, { creditIds: [lapsing] })
    expect(answer).toMatchObject({ status: 410, body: { code: 'CREDIT_LAPSED', details: { creditId: lapsing } } })
    expect(await balanceOf(late)).toMatchObject({ version: 1, credits: [] })
  })

  test('behavior: a paused season keeps nobody from claiming what was granted', async () => {
    const address = await insertMember(server)
    const id = await earn(address, 'one')
    await server.knex('seasons').where({ id: 5 }).update({ paused_at: new Date() })
    const answer = await claim(server.url, address)
    await server.knex('seasons').where({ id: 5 }).update({ paused_at: null })
    expect(shown(answer)).toMatchObject([{ id }])
  })

  test('behavior: what was earned without budget is paid with the claim, the oldest first, as far as the budget goes', async () => {
    const address = await insertMember(server)
    const { granted_wei: granted, budget_wei: budget } = await server.knex('seasons').where({ id: 5 }).first()
    const setBudget = (wei: bigint) =>
      server
        .knex('seasons')
        .where({ id: 5 })
        .update({ budget_wei: String(wei) })
    await setBudget(BigInt(granted))
    for (const week of [0, 1]) {
      if (week > 0) await passTime(server, address, mondayIn(week))
      const { body } = await report(server.url, 'one', { address, eventId: randomUUID() })
      expect(body).toMatchObject({ unpaidBecause: 'SEASON_BUDGET_EXHAUSTED' })
    }
    expect((await claim(server.url, address)).body).toEqual({ credits: [] })
    await setBudget(BigInt(granted) + parseMana('9'))
    await server.knex('seasons').where({ id: 5 }).update({ paused_at: new Date() })
    expect((await claim(server.url, address)).body).toEqual({ credits: [] })
    await server.knex('seasons').where({ id: 5 }).update({ paused_at: null })
    expect(shown(await claim(server.url, address))).toMatchObject([{ goalId: 'one', amount: 5 }])
    const [paid] = await server.knex('credits').where({ address })
    expect(paid).toMatchObject({ issuer: 'goals', goal_period: mondayIn(0).toISOString().slice(0, 10) })
    await setBudget(BigInt(budget))
    // Named credits are all that is asked for.
    expect(shown(await claim(server.url, address, { creditIds: [paid.id] }))).toHaveLength(1)
    expect(await server.knex('credits').where({ address })).toHaveLength(1)
    expect(shown(await claim(server.url, address))).toMatchObject([{ goalId: 'one', amount: 5 }])
    expect(await server.knex('entries').where({ address }).orderBy('version').pluck('cause')).toEqual([
      'goal',
      'operator',
      'goal',
      'operator',
    ])
  })

  test.each([
    ['paused', { paused_at: new Date() }, { paused_at: null }, ['one', 'two']],
    // For good: as if its end had come.
    ['closed', { closed_at: new Date(wholeSecond(Date.now())) }, { paused_at: null }, []],
    ['without budget', { budget_wei: 'granted' }, { budget_wei: String(parseMana('100')) }, ['one', 'two']],
    ['without budget for the week', { weekly_budget_wei: '1' }, { weekly_budget_wei: null }, ['one', 'two']],
  ])(
    'behavior: a season that is %s meanwhile keeps nobody from claiming what is pending, and what is owed stays owed',
    async (_, stop, goOn, paidLater) => {
      const id = await insertSeasonOfItsOwn()
      const address = await insertMember(server)
      await passTime(server, address, new Date(Date.UTC(2070 + id, 0, 1)))
      const ofSeason = (goalId: string) => `${goalId}-${id}`
      const pending = await reportReached(address, ofSeason('pending'))
      const flag = { type: 'captcha', reason: { message: 'm' } } as const
      await flagUsers(server.ledger, { actor: root, addresses: [address], flag })
      for (const goalId of ['one', 'two']) {
        expect(await reportReached(address, ofSeason(goalId))).toMatchObject({ unpaidBecause: 'RECIPIENT_FLAGGED' })
      }
      await unflagUsers(server.ledger, { actor: root, addresses: [address], type: 'captcha' })
      const season = () => server.knex('seasons').where({ id })
      const granted = 'budget_wei' in stop ? { budget_wei: (await season().first()).granted_wei } : {}
      await season().update({ ...stop, ...granted })
      expect(shown(await claim(server.url, address))).toMatchObject([{ id: pending['creditId'] }])
      expect((await claim(other.url, address)).body).toEqual({ credits: [] })
      await season().update(goOn)
      const paid = shown(await claim(other.url, address)).map(({ goalId }) => goalId)
      expect(paid.sort()).toEqual(paidLater.map(ofSeason))
      expect((await claim(server.url, address)).body).toEqual({ credits: [] })
    },
  )

  test('behavior: a reward that the budget does not cover leaves what there is to the rewards behind it', async () => {
    const id = await insertSeasonOfItsOwn()
    const address = await insertMember(server)
    await passTime(server, address, new Date(Date.UTC(2070 + id, 0, 1)))
    await insertGoal(server, { id: `large-${id}`, seasonId: id, rewardMana: '50' })
    const season = () => server.knex('seasons').where({ id })
    await season().update({ budget_wei: '0' })
    for (const goalId of ['large', 'one', 'two', 'pending']) {
      expect(await reportReached(address, `${goalId}-${id}`)).toMatchObject({
        unpaidBecause: 'SEASON_BUDGET_EXHAUSTED',
      })
    }
    await season().update({ budget_wei: String(parseMana('14')) })
    const first = shown(await claim(server.url, address)).map(({ goalId }) => goalId)
    expect(first.sort()).toEqual([`one-${id}`, `pending-${id}`])
    await season().update({ budget_wei: String(parseMana('65')) })
    const rest = shown(await claim(other.url, address)).map(({ goalId }) => goalId)
    expect(rest.sort()).toEqual([`large-${id}`, `two-${id}`])
  })

  test('behavior: what is owed when its season has ended stays owed', async () => {
    const address = await insertMember(server)
    await flagUsers(server.ledger, {
      actor: root,
      addresses: [address],
      flag: { type: 'captcha', reason: { message: 'm' }, until: new Date(Date.now() + 60_000) },
    })
    const { body } = await report(server.url, 'one', { address, eventId: randomUUID() })
    expect(body).toMatchObject({ unpaidBecause: 'RECIPIENT_FLAGGED' })
    await passTime(server, address, seasonEnd)
    expect((await claim(server.url, address)).body).toEqual({ credits: [] })
    expect(await server.knex('credits').where({ address })).toEqual([])
  })

  test('error: RECIPIENT_FLAGGED, USER_NOT_FOUND and RECIPIENT_OPTED_OUT, in this order, and nothing changes', async () => {
    const address = await insertMember(server)
    await earn(address, 'one')
    await optOutUser(server.ledger, { actor: root, address })
    expect(await claim(server.url, address)).toMatchObject({ status: 422, body: { code: 'RECIPIENT_OPTED_OUT' } })
    const flag = { type: 'captcha', reason: { message: 'm' } } as const
    await flagUsers(server.ledger, { actor: root, addresses: [address], flag })
    expect(await claim(server.url, address)).toMatchObject({ status: 422, body: { code: 'RECIPIENT_FLAGGED' } })
    const nobody = newAddress()
    expect(await claim(server.url, nobody)).toMatchObject({ status: 404, body: { code: 'USER_NOT_FOUND' } })
    expect(await server.knex('users').where({ address: nobody }).first()).toBeUndefined()
    await flagUsers(server.ledger, { actor: root, addresses: [nobody], flag })
    expect(await claim(server.url, nobody)).toMatchObject({ status: 422, body: { code: 'RECIPIENT_FLAGGED' } })
    expect(await server.knex('credits').where({ address }).pluck('claimed_at')).toEqual([null])
  })

  test('error: FORBIDDEN without the scope; what the body must be', async () => {
    const address = await insertMember(server)
    const deps = { ...server.ledger, issuance: server.issuance }
    const actor = { client: 'shop', scopes: ['goals:report', 'credits:grant'] as const }
    await expect(claimCredits(deps, { actor, address, creditIds: undefined })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    for (const [code, body] of [
      ['INVALID_CREDIT_ID', { creditIds: ['x'] }],
      ['INVALID_CREDIT_ID', { creditIds: [1] }],
      ['INVALID_BODY', { creditIds: [] }],
      ['INVALID_BODY', { creditIds: Array.from({ length: 101 }, () => randomUUID()) }],
      ['INVALID_BODY', { creditIds: null }],
      ['UNKNOWN_FIELD', { all: true }],
    ] as const) {
      expect(await claim(server.url, address, body)).toMatchObject({ status: 400, body: { code } })
    }
    expect(await claim(server.url, 'x')).toMatchObject({ status: 400, body: { code: 'INVALID_ADDRESS' } })
  })

  test('race: claims at once on two instances claim each credit once', async () => {
    const address = await insertMember(server)
    const ids = [await earn(address, 'one'), await earn(address, 'two'), await earn(address, 'three')]
    const doors = [server.url, other.url]
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        claim(doors[n % 2] ?? '', address, n % 3 === 0 ? { creditIds: [ids[n % ids.length]] } : {}),
      ),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    const entries = await server.knex('entries').where({ address, kind: 'claimed' })
    expect(new Set(entries.map(({ credit_id }) => credit_id))).toEqual(new Set(ids))
    expect(entries).toHaveLength(3)
  })

  test('A14: reports, claims, spends, give-backs and revocations end the same in whatever order and at whatever doors', async () => {
    const readSnapshot = createReadSnapshot(reads)
    const event = fc.record({ goalId: fc.constantFrom(...goalIds), steps: fc.integer({ min: 1, max: 2 }) })
    const life = fc.record({
      events: fc.array(event, { minLength: 1, maxLength: 6 }),
      spends: fc.array(fc.record({ goalId: fc.constantFrom(...goalIds), wei: fc.bigInt(1n, 10n ** 18n) }), {
        maxLength: 4,
      }),
      revoked: fc.uniqueArray(fc.constantFrom(...goalIds), { maxLength: 2 }),
      orders: fc.tuple(fc.nat(), fc.nat()),
      claimsBetween: fc.array(fc.nat({ max: 5 }), { maxLength: 3 }),
    })
    type Life = typeof life extends fc.Arbitrary<infer Value> ? Value : never

    async function live({ events, spends, revoked, claimsBetween }: Life, order: number) {
      const address = await insertMember(server)
      const door = (n: number) => ((n + order) % 2 ? server.url : other.url)
      const earning = shuffled(
        events.map(
          (item, n) => () => report(door(n), item.goalId, { address, eventId: `${address}:${n}`, steps: item.steps }),
        ),
        order,
      )
      for (const [n, step] of earning.entries()) {
        expect((await step()).status).toBe(200)
        if (claimsBetween.includes((n + order) % 6)) await claim(door(n + 1), address)
      }
      await claim(door(order), address)
      const idOf = new Map<string, string>(
        (await server.knex('credits').where({ address })).map(({ goal_id, id }) => [goal_id, id]),
      )
      const chain = { address, actor: 'chain', cause: 'chain' } as const
      const moves = [
        ...spends.flatMap(({ goalId, wei }) => {
          const creditId = idOf.get(goalId)
          return creditId ? [() => recordSpend(server.ledger, { ...chain, creditId, amountWei: wei })] : []
        }),
        ...revoked.flatMap((goalId) => {
          const creditId = idOf.get(goalId)
          return creditId ? [() => revoke(address, creditId)] : []
        }),
        () => claim(door(1), address),
      ]
      for (const move of shuffled(moves, order)) await move()
      const [first] = spends
      const undone = first && idOf.get(first.goalId)
      if (undone) await undoSpend(server.ledger, { ...chain, creditId: undone, amountWei: first.wei })
      return endOf(address)
    }

    /** Everything that may not depend on the order: each credit, each sum, at times up to the expiry. */
    async function endOf(address: Address) {
      const credits = await server.knex('credits').where({ address }).orderBy(['goal_id', 'goal_period'])
      const times = [new Date(), new Date(spendBy.getTime() - 1), spendBy]
      const balances = times.map(async (now) => JSON.parse((await readSnapshot(address, now)).body().toString()))
      return {
        credits: credits.map((row) => [
          row.goal_id,
          row.goal_period,
          row.value_wei,
          row.spent_wei,
          row.claim_by,
          row.expires_at,
          row.claimed_at !== null,
          row.revoked_at !== null,
        ]),
        steps: await server.knex('goal_progress').where({ address }).orderBy(['goal_id', 'period']).pluck('steps'),
        balances: (await Promise.all(balances)).map(({ totalCreditsWei, credits, version }) => [
          totalCreditsWei,
          credits.length,
          version,
        ]),
      }
    }

    await fc.assert(
      fc.asyncProperty(life, async (drawn) => {
        const [one, two] = drawn.orders
        expect(await live(drawn, one)).toEqual(await live(drawn, two))
      }),
      { numRuns: fuzzRuns(30), endOnFailure: true },
    )
  })

  test('behavior: granted credits are born claimed, and no claim touches them', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '3' })
    expect((await claim(server.url, address)).body).toEqual({ credits: [] })
    expect(await balanceOf(address)).toMatchObject({ version: 1, totalCredits: 3 })
  })
})

/** The same items in an order that follows from a number. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const keyed = items.map((item, index) => ({ item, key: Math.imul(seed + index * 7_919, 2_654_435_761) >>> 0 }))
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item)
}
