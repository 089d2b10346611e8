import { randomUUID } from 'node:crypto'
import { formatMana, parseMana } from '@credits-server/onchain'
import fc from 'fast-check'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import { askOperator } from '../../test/askOperator.js'
import { newAddress } from '../../test/grantTestCredit.js'
import { callGrant, createTestSeason } from '../../test/seasonTools.js'
import { rootApiKey, startTestServer, type TestServer } from '../../test/startTestServer.js'
import { parseConfig } from '../config/parseConfig.js'
import { mondayOf } from '../seasons/mondayOf.js'
import { startServer } from '../startServer.js'
import { changeBalance } from './changeBalance.js'
import { findDiscrepancies } from './findDiscrepancies.js'
import { issueCredits } from './issueCredits.js'

let server: TestServer
/** A second instance on the same database. */
let other: Awaited<ReturnType<typeof startServer>>
beforeAll(async () => {
  server = await startTestServer()
  const { connectionString } = server.database
  const config = parseConfig({ PORT: '0', SEED_DEMO: 'false' })
  other = await startServer(config, { connectionString, rootApiKey, logger: pino({ level: 'silent' }) })
})
afterEach(async () => {
  expect(await findDiscrepancies(server.knex)).toEqual([])
})
afterAll(async () => {
  await other.stop()
  await server.stop()
})

const refused = (status: number, code: string) => ({ status, body: { code } })
const weekOf = (time: Date) => mondayOf(time).toISOString().slice(0, 10)

/** Grants until the outcome is known: a busy machine may have no connection left for a while. */
async function grantSurely(door: { url: string }, fields: Record<string, unknown>): Promise<number> {
  const [address, key] = [newAddress(), randomUUID()]
  for (;;) {
    const { status } = await callGrant(door, address, fields, key)
    if (status !== 503) return status
  }
}

/** Grants at a moment of its own, as the demo's history does. */
async function grantAt(at: Date, seasonId: number, mana: string): Promise<void> {
  const address = newAddress()
  const terms = {
    issuer: 'test',
    reference: randomUUID(),
    valueWei: parseMana(mana),
    expiresAt: new Date('2099-01-01Z'),
    season: { id: seasonId, endsAt: new Date('2099-01-01Z') },
    reason: null,
    annotation: null,
  }
  await server.knex.transaction((trx) =>
    changeBalance(trx, { address, actor: 'test', cause: 'operator', at }, async (user) =>
      (await issueCredits(trx, user, [terms, { ...terms, reference: randomUUID() }], server.issuance)).map(
        ({ fact }) => fact,
      ),
    ),
  )
}

describe('takeFromBudgets', () => {
  test(
    'A6: of fifty grants at once, over two instances, exactly what season and week have is granted, and not a wei more',
    async () => {
      const budget = fc.integer({ min: 1, max: 120 })
      const budgets = fc.record({
        season: budget,
        week: fc.option(budget),
        unit: fc.constantFrom('1', '0.000000000000000003'),
      })
      await fc.assert(
        fc.asyncProperty(budgets, async ({ season, week, unit }) => {
          const monday = weekOf(new Date())
          const mana = (units: number) => formatMana(parseMana(unit) * BigInt(units))
          const weekly = week === null ? {} : { weeklyBudget: mana(week) }
          const { id } = await createTestSeason(server, { budget: mana(season), ...weekly })
          const doors = Array.from({ length: 50 }, (_, index) => (index % 2 ? server : other))
          const statuses = await Promise.all(
            doors.map((door) => grantSurely(door, { seasonId: id, amount: unit, expiresAt: '2099-01-01T00:00:00Z' })),
          )
          // Of a round that is cut by Monday midnight each part has a budget of its own.
          if (weekOf(new Date()) !== monday) return
          const covered = Math.min(season, week ?? season, 50)
          expect(statuses.filter((status) => status === 201)).toHaveLength(covered)
          expect(statuses.filter((status) => status === 409)).toHaveLength(50 - covered)
          const { body } = await askOperator<never>(server, 'GET', `/seasons/${id}`)
          expect(body).toMatchObject({ granted: mana(covered), weekGranted: mana(covered) })
        }),
        { numRuns: fuzzRuns(50), endOnFailure: true },
      )
      expect(JSON.stringify(server.logs)).not.toMatch(/deadlock/)
    },
    fuzzRuns(50) * 20_000,
  )

  test('default: what is granted is counted in the week of its own moment, to the millisecond', async () => {
    const { id } = await createTestSeason(server)
    for (const [at, mana] of [
      ['2026-03-15T23:59:59.999Z', '1'],
      ['2026-03-16T00:00:00.000Z', '2'],
      ['2026-03-22T23:59:59.999Z', '4'],
      ['2026-03-23T00:00:00.000Z', '8'],
    ] as const) {
      await grantAt(new Date(at), id, mana)
    }
    const weeks = await server
      .knex('season_weeks')
      .where({ season_id: id })
      .orderBy('week_monday')
      .select(server.knex.raw('week_monday::text as monday'), 'granted_wei')
    expect(weeks.map(({ monday, granted_wei }) => [monday, formatMana(BigInt(granted_wei))])).toEqual([
      ['2026-03-09', '2'],
      ['2026-03-16', '12'],
      ['2026-03-23', '16'],
    ])
  })

  test('behavior: each week has its own budget, and the season goes over all of them', async () => {
    const { id } = await createTestSeason(server, { budget: '5', weeklyBudget: '2' })
    const [first, second, third] = ['2026-03-18', '2026-03-25', '2026-04-01'].map((day) => new Date(`${day}T12:00:00Z`))
    if (!first || !second || !third) throw new Error('three days')
    await grantAt(first, id, '1')
    await expect(grantAt(first, id, '0.000000000000000001')).rejects.toMatchObject({ code: 'WEEK_BUDGET_EXHAUSTED' })
    await grantAt(second, id, '1')
    await expect(grantAt(third, id, '0.75')).rejects.toMatchObject({ code: 'SEASON_BUDGET_EXHAUSTED' })
    await expect(grantAt(third, id, '1.5')).rejects.toMatchObject({ code: 'SEASON_BUDGET_EXHAUSTED' })
    await grantAt(third, id, '0.5')
  })

  test('error: WEEK_BUDGET_EXHAUSTED, also for a first grant that is more than a week has; nothing is written', async () => {
    const { id } = await createTestSeason(server, { weeklyBudget: '2' })
    const address = newAddress()
    expect(await callGrant(server, address, { seasonId: id, amount: '2.5' })).toMatchObject(
      refused(409, 'WEEK_BUDGET_EXHAUSTED'),
    )
    expect(await server.knex('season_weeks').where({ season_id: id })).toEqual([])
    expect(await server.knex('users').where({ address }).first()).toBeUndefined()
    expect(await callGrant(server, address, { seasonId: id, amount: '2' })).toMatchObject({ status: 201 })
    expect(await callGrant(server, address, { seasonId: id, amount: '0.1' })).toMatchObject(
      refused(409, 'WEEK_BUDGET_EXHAUSTED'),
    )
    expect(await askOperator<never>(server, 'GET', `/seasons/${id}`)).toMatchObject({
      body: { granted: '2', weekGranted: '2' },
    })
  })

  test('behavior: a weekly budget that is set later knows what the week has had, and may be below it', async () => {
    const { id } = await createTestSeason(server)
    await callGrant(server, newAddress(), { seasonId: id, amount: '3' })
    await askOperator<never>(server, 'PATCH', `/seasons/${id}`, { weeklyBudget: '2' })
    expect(await callGrant(server, newAddress(), { seasonId: id })).toMatchObject(refused(409, 'WEEK_BUDGET_EXHAUSTED'))
    await askOperator<never>(server, 'PATCH', `/seasons/${id}`, { weeklyBudget: '4' })
    expect(await callGrant(server, newAddress(), { seasonId: id })).toMatchObject({ status: 201 })
    expect(await callGrant(server, newAddress(), { seasonId: id })).toMatchObject(refused(409, 'WEEK_BUDGET_EXHAUSTED'))
    await askOperator<never>(server, 'PATCH', `/seasons/${id}`, { weeklyBudget: null })
    expect(await callGrant(server, newAddress(), { seasonId: id })).toMatchObject({ status: 201 })
    const counted = await server.knex('season_weeks').where({ season_id: id }).first('granted_wei')
    expect(BigInt(counted.granted_wei)).toBe(parseMana('5'))
  })
})

describe('a paused season', () => {
  test('error: SEASON_PAUSED when it is named, unless it is allowed; a refusal stays one under its key', async () => {
    const { id } = await createTestSeason(server)
    await askOperator<never>(server, 'POST', `/seasons/${id}/pause`)
    const [address, key] = [newAddress(), randomUUID()]
    expect(await callGrant(server, address, { seasonId: id }, key)).toMatchObject(refused(422, 'SEASON_PAUSED'))
    expect(await callGrant(server, address, { seasonId: id, allowPaused: true })).toMatchObject({ status: 201 })
    await askOperator<never>(server, 'POST', `/seasons/${id}/resume`)
    expect(await callGrant(server, address, { seasonId: id }, key)).toMatchObject(refused(422, 'SEASON_PAUSED'))
    expect(await callGrant(server, address, { seasonId: id })).toMatchObject({ status: 201 })
  })

  test('error: SEASON_PAUSED while it runs and none is named: the grant would have taken from it', async () => {
    const now = new Date()
    const startsAt = `${weekOf(now)}T00:00:00Z`
    const endsAt = `${weekOf(new Date(now.getTime() + 7 * 86_400_000))}T00:00:00Z`
    const { id } = await createTestSeason(server, { startsAt, endsAt })
    await askOperator<never>(server, 'POST', `/seasons/${id}/pause`)
    const expiresAt = '2099-01-01T00:00:00Z'
    expect(await callGrant(server, newAddress(), { expiresAt })).toMatchObject(refused(422, 'SEASON_PAUSED'))
    expect(await callGrant(server, newAddress(), { expiresAt, allowPaused: true })).toMatchObject({
      status: 201,
      body: { seasonId: id },
    })
    // A closed one does not run any more: the grant belongs to none.
    await askOperator<never>(server, 'POST', `/seasons/${id}/close`)
    const { status, body } = await callGrant(server, newAddress(), { expiresAt })
    expect(status).toBe(201)
    expect(body).not.toHaveProperty('seasonId')
  })

  test.each(['pause', 'close'])(
    'race: from the answer to %s on nothing takes from it, whatever was under way',
    async (word) => {
      for (let round = 0; round < fuzzRuns(10); round++) {
        const { id } = await createTestSeason(server)
        const grants = Array.from({ length: 20 }, (_, index) =>
          grantSurely(index % 2 ? server : other, { seasonId: id }),
        )
        await Promise.race(grants)
        const stopped = await askOperator<never>(other, 'POST', `/seasons/${id}/${word}`)
        if (stopped.status === 503) continue
        const { granted: answered } = stopped.body as { granted: string }
        const statuses = await Promise.all(grants)
        const { body } = await askOperator<never>(server, 'GET', `/seasons/${id}`)
        expect(body).toMatchObject({ granted: answered })
        expect(String(statuses.filter((status) => status === 201).length)).toBe(answered)
        expect(new Set([...statuses, 201, 422])).toEqual(new Set([201, 422]))
      }
    },
  )

  test('behavior: it is judged again when the budget is taken, after the grant has found its season', async () => {
    const { id } = await createTestSeason(server)
    const address = newAddress()
    const season = { id, endsAt: new Date('2099-01-01Z') }
    const terms = { issuer: 'test', valueWei: 1n, expiresAt: new Date('2099-01-01Z'), reason: null, annotation: null }
    const grant = (evenPaused: boolean, word: string) =>
      server.knex.transaction((trx) =>
        changeBalance(trx, { address, actor: 'test', cause: 'operator' }, async (user) => {
          expect((await askOperator<never>(server, 'POST', `/seasons/${id}/${word}`)).status).toBe(200)
          const one = { ...terms, reference: randomUUID(), season: { ...season, evenPaused } }
          return (await issueCredits(trx, user, [one], server.issuance)).map(({ fact }) => fact)
        }),
      )
    await expect(grant(false, 'pause')).rejects.toMatchObject({ code: 'SEASON_PAUSED' })
    expect(await grant(true, 'pause')).toBe(1)
    expect(await grant(false, 'resume')).toBe(2)
    await expect(grant(true, 'close')).rejects.toMatchObject({ code: 'SEASON_CLOSED' })
  })
})
