import type { ManagedSeason, ManagedSeasonPage } from '@credits-server/contract'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { askOperator } from '../../test/askOperator.js'
import { newAddress } from '../../test/grantTestCredit.js'
import { callGrant, comingSeason, createTestGoal, createTestSeason } from '../../test/seasonTools.js'
import { startTestServer, type TestServer } from '../../test/startTestServer.js'
import { findDiscrepancies } from '../ledger/findDiscrepancies.js'
import { closeSeason } from './closeSeason.js'
import { createSeason } from './createSeason.js'
import { deleteSeason } from './deleteSeason.js'
import { editSeason } from './editSeason.js'
import { findSeason } from './findSeason.js'
import { getSeason } from './getSeason.js'
import { listSeasons } from './listSeasons.js'
import { pauseSeason } from './pauseSeason.js'
import { resumeSeason } from './resumeSeason.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterEach(async () => {
  expect(await findDiscrepancies(server.knex)).toEqual([])
})
afterAll(() => server.stop())

const get = async (id: number): Promise<ManagedSeason> =>
  (await askOperator<never>(server, 'GET', `/seasons/${id}`)).body
const edit = (id: number, body: unknown) => askOperator<never>(server, 'PATCH', `/seasons/${id}`, body)
const refused = (status: number, code: string) => ({ status, body: { code } })

describe('createSeason', () => {
  test('default: a season as operators see it, with the next free id', async () => {
    const first = await createTestSeason(server, { id: 20 })
    const dates = { startsAt: '2039-01-05T01:00:00+01:00', endsAt: '2039-01-17T23:59:59Z' }
    const created = await askOperator<never>(server, 'POST', '/seasons', {
      name: 'Winter',
      description: 'In the snow',
      ...dates,
      graceDays: 7,
      budget: '640000.000000000000000001',
      weeklyBudget: '80000',
    })
    expect(created.status).toBe(201)
    expect(created.headers.get('cache-control')).toBe('no-store')
    expect(created.body).toEqual({
      id: 21,
      name: 'Winter',
      description: 'In the snow',
      startsAt: '2039-01-05T00:00:00Z',
      endsAt: '2039-01-17T23:59:59Z',
      graceDays: 7,
      spendBy: '2039-01-24T23:59:59Z',
      isPaused: false,
      state: 'NOT_STARTED',
      amountOfWeeks: 3,
      timeLeft: expect.any(Number),
      budget: '640000.000000000000000001',
      granted: '0',
      remaining: '640000.000000000000000001',
      weeklyBudget: '80000',
      weekGranted: '0',
    })
    expect(await get(21)).toEqual({ ...(created.body as ManagedSeason), timeLeft: expect.any(Number) })
    expect(first).toMatchObject({ id: 20, graceDays: 14 })
    expect(first).not.toHaveProperty('weeklyBudget')
  })

  test('error: SEASON_EXISTS and SEASON_OVERLAPS; one may begin in the second in which another one ends', async () => {
    const { id, startsAt, endsAt } = await createTestSeason(server)
    expect(await askOperator<never>(server, 'POST', '/seasons', comingSeason({ id }))).toMatchObject(
      refused(409, 'SEASON_EXISTS'),
    )
    const inside = new Date(Date.parse(endsAt) - 1_000).toISOString().replace('.000', '')
    for (const dates of [
      { startsAt, endsAt },
      { startsAt: inside, endsAt: '2200-01-01T00:00:00Z' },
    ]) {
      const answer = await askOperator<never>(server, 'POST', '/seasons', comingSeason(dates))
      expect(answer).toMatchObject(refused(409, 'SEASON_OVERLAPS'))
    }
    await createTestSeason(server, { startsAt: endsAt })
  })

  test('race: of many that overlap one is made, and each gets an id of its own', async () => {
    const { startsAt, endsAt } = comingSeason()
    const same = await Promise.all(
      Array.from({ length: 8 }, () =>
        askOperator<never>(server, 'POST', '/seasons', comingSeason({ startsAt, endsAt })),
      ),
    )
    expect(same.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)])
    const others = await Promise.all(Array.from({ length: 8 }, () => createTestSeason(server)))
    expect(new Set(others.map(({ id }) => id)).size).toBe(8)
  })

  test.each([
    ['INVALID_SEASON_ID', 400, { id: 0 }],
    ['INVALID_SEASON_ID', 400, { id: 1.5 }],
    ['INVALID_SEASON_ID', 400, { id: '5' }],
    ['INVALID_TEXT', 400, { name: '' }],
    ['INVALID_TEXT', 400, { name: 'x'.repeat(257) }],
    ['INVALID_TEXT', 400, { name: 'a\u0000b' }],
    ['INVALID_TEXT', 400, { description: 'a\u202eb' }],
    ['INVALID_TIME', 400, { startsAt: '2039-02-30T00:00:00Z' }],
    ['INVALID_TIME', 400, { startsAt: '2039-02-03T00:00:00' }],
    ['INVALID_TIME', 400, { endsAt: '2039-02-03T00:00:00.5Z' }],
    ['INVALID_TIME', 400, { endsAt: 'infinity' }],
    ['INVALID_TIME', 400, { endsAt: 2_000_000_000 }],
    ['INVALID_SEASON_DATES', 422, { startsAt: '1969-12-31T23:59:59Z' }],
    ['INVALID_SEASON_DATES', 422, { startsAt: '2039-02-03T00:00:00Z', endsAt: '2039-02-03T00:00:00Z' }],
    ['INVALID_SEASON_DATES', 422, { endsAt: '9999-12-31T00:00:00Z', graceDays: 1 }],
    ['INVALID_BODY', 400, { graceDays: 367 }],
    ['INVALID_BODY', 400, { graceDays: -1 }],
    ['INVALID_BODY', 400, { name: undefined }],
    ['INVALID_BODY', 400, { budget: undefined }],
    ['AMOUNT_MUST_BE_STRING', 400, { budget: 100 }],
    ['INVALID_AMOUNT', 400, { budget: '0' }],
    ['INVALID_AMOUNT', 400, { budget: '1e3' }],
    ['INVALID_AMOUNT', 400, { budget: '0.0000000000000000001' }],
    ['INVALID_AMOUNT', 400, { weeklyBudget: '-1' }],
    ['AMOUNT_MUST_BE_STRING', 400, { weeklyBudget: null }],
    ['UNKNOWN_FIELD', 400, { maxMana: '1' }],
  ])('error: %s %d for %j', async (code, status, fields) => {
    const body = { ...comingSeason(), ...fields }
    expect(await askOperator<never>(server, 'POST', '/seasons', body)).toMatchObject(refused(status, code))
  })
})

describe('listSeasons', () => {
  test('default: every season once, the one that starts last first, a page at a time', async () => {
    const ids: number[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const path: string = `/seasons/budgets?limit=3${cursor && `&cursor=${cursor}`}`
      const page: ManagedSeasonPage = (await askOperator<never>(server, 'GET', path)).body
      expect(page.seasons.length).toBeLessThanOrEqual(3)
      ids.push(...page.seasons.map(({ id }) => id))
      cursor = page.nextCursor
    }
    expect(ids).toEqual(await server.knex('seasons').orderBy('starts_at', 'desc').pluck('id'))
    expect(ids.length).toBeGreaterThan(6)
  })

  test('error: INVALID_LIMIT and INVALID_CURSOR', async () => {
    for (const limit of ['0', '101', '1.5', 'x'])
      expect(await askOperator<never>(server, 'GET', `/seasons/budgets?limit=${limit}`)).toMatchObject(
        refused(400, 'INVALID_LIMIT'),
      )
    const far = Buffer.from('999999999999999.1').toString('base64url')
    const big = Buffer.from('1.9999999999').toString('base64url')
    for (const cursor of ['', 'x', 'MS4x=', far, big])
      expect(await askOperator<never>(server, 'GET', `/seasons/budgets?cursor=${cursor}`)).toMatchObject(
        refused(400, 'INVALID_CURSOR'),
      )
  })
})

describe('getSeason', () => {
  test('error: SEASON_NOT_FOUND, and INVALID_SEASON_ID for what is no id', async () => {
    expect(await askOperator<never>(server, 'GET', '/seasons/2147483647')).toMatchObject(
      refused(404, 'SEASON_NOT_FOUND'),
    )
    for (const id of ['0', '01', '-1', '2147483648', 'five', '1.0'])
      expect(await askOperator<never>(server, 'GET', `/seasons/${id}`)).toMatchObject(refused(400, 'INVALID_SEASON_ID'))
  })
})

describe('editSeason', () => {
  test('default: what is sent changes and nothing else; null takes away', async () => {
    const season = await createTestSeason(server, { description: 'Old', weeklyBudget: '5' })
    const { startsAt, endsAt } = comingSeason()
    const fields = { name: 'New', startsAt, endsAt, graceDays: 3, budget: '7.5', weeklyBudget: null }
    const { status, body } = await edit(season.id, fields)
    expect(status).toBe(200)
    expect(body).toMatchObject({ name: 'New', description: 'Old', startsAt, endsAt, graceDays: 3, budget: '7.5' })
    expect(body).not.toHaveProperty('weeklyBudget')
    const { body: without } = await edit(season.id, { description: null })
    expect(without).not.toHaveProperty('description')
    expect(without).toMatchObject({ name: 'New', budget: '7.5' })
  })

  test('error: SEASON_OVERLAPS, INVALID_SEASON_DATES, SEASON_NOT_FOUND and bad bodies leave it as it was', async () => {
    const neighbour = await createTestSeason(server)
    const { id } = await createTestSeason(server)
    const before = await server.knex('seasons').where({ id }).first()
    const { startsAt, endsAt } = neighbour
    for (const [fields, status, code] of [
      [{ startsAt }, 409, 'SEASON_OVERLAPS'],
      [{ startsAt, endsAt }, 409, 'SEASON_OVERLAPS'],
      [{ endsAt: startsAt }, 422, 'INVALID_SEASON_DATES'],
      [{}, 400, 'INVALID_BODY'],
      [{ id: 9 }, 400, 'UNKNOWN_FIELD'],
      [{ name: null }, 400, 'INVALID_TEXT'],
      [{ budget: null }, 400, 'AMOUNT_MUST_BE_STRING'],
      [{ weeklyBudget: 5 }, 400, 'AMOUNT_MUST_BE_STRING'],
      [{ description: '' }, 400, 'INVALID_TEXT'],
      [{ paused: true }, 400, 'UNKNOWN_FIELD'],
    ] as const) {
      expect([fields, await edit(id, fields)]).toMatchObject([fields, refused(status, code)])
    }
    expect(await server.knex('seasons').where({ id }).first()).toEqual(before)
    expect(await edit(2_147_483_647, { name: 'x' })).toMatchObject(refused(404, 'SEASON_NOT_FOUND'))
  })

  test('error: SEASON_DATES_FROZEN from the first credit on, but it may end later, for later grants', async () => {
    const season = await createTestSeason(server, { graceDays: 2 })
    await edit(season.id, { graceDays: 1 })
    const shift = (text: string, seconds: number) =>
      new Date(Date.parse(text) + seconds * 1_000).toISOString().replace('.000', '')
    const expiry = async () => {
      const { body } = await callGrant(server, newAddress(), { seasonId: season.id })
      return (body as { expiresAt: string }).expiresAt
    }
    const first = await expiry()
    expect(first).toBe(shift(season.endsAt, 86_400))
    for (const fields of [
      { startsAt: shift(season.startsAt, -1) },
      { startsAt: shift(season.startsAt, 1) },
      { endsAt: shift(season.endsAt, -1) },
      { graceDays: 0 },
    ]) {
      expect([fields, await edit(season.id, fields)]).toMatchObject([fields, refused(422, 'SEASON_DATES_FROZEN')])
    }
    const { startsAt } = season
    const later = { startsAt, endsAt: shift(season.endsAt, 60), graceDays: 3, name: 'Longer' }
    comingSeason()
    const edited = await edit(season.id, later)
    expect(edited).toMatchObject({ status: 200, body: later })
    expect(await expiry()).toBe(shift(season.endsAt, 60 + 3 * 86_400))
    const stored = await server.knex('credits').where({ season_id: season.id }).orderBy('expires_at').first()
    expect(stored.expires_at).toEqual(new Date(first))
  })

  test('error: BUDGET_BELOW_GRANTED; exactly what was granted will do', async () => {
    const { id } = await createTestSeason(server)
    await callGrant(server, newAddress(), { seasonId: id, amount: '2.5' })
    expect(await edit(id, { budget: '2.499999999999999999' })).toMatchObject({
      ...refused(422, 'BUDGET_BELOW_GRANTED'),
      body: { details: { granted: '2.5' } },
    })
    expect(await edit(id, { budget: '2.5' })).toMatchObject({
      status: 200,
      body: { granted: '2.5', remaining: '0', weekGranted: '2.5' },
    })
  })

  test('race: dates wait for a grant that has read them, and a grant reads what was edited', async () => {
    const { id, endsAt } = await createTestSeason(server)
    const reader = await server.knex.transaction()
    const found = await findSeason(reader, { id, at: new Date() })
    expect(found?.endsAt).toEqual(new Date(endsAt))
    const earlier = new Date(Date.parse(endsAt) - 1_000).toISOString().replace('.000', '')
    // It gives up after lock_timeout.
    expect(await edit(id, { endsAt: earlier })).toMatchObject(refused(503, 'UNAVAILABLE'))
    expect(await edit(id, { name: 'Words and money do not wait', budget: '3' })).toMatchObject({ status: 200 })
    await reader.rollback()
    expect(await edit(id, { endsAt: earlier })).toMatchObject({ status: 200, body: { endsAt: earlier } })
  })
})

describe('pauseSeason and resumeSeason', () => {
  test('default: a pause is told, kept when repeated, and ended', async () => {
    const { id } = await createTestSeason(server)
    const { body: paused } = await askOperator<never>(server, 'POST', `/seasons/${id}/pause`)
    expect(paused).toMatchObject({ isPaused: true, pausedAt: expect.stringMatching(/Z$/), state: 'NOT_STARTED' })
    const { pausedAt } = paused as ManagedSeason
    expect(await askOperator<never>(server, 'POST', `/seasons/${id}/pause`)).toMatchObject({
      status: 200,
      body: { pausedAt },
    })
    const { status, body: resumed } = await askOperator<never>(server, 'POST', `/seasons/${id}/resume`)
    expect([status, resumed]).toMatchObject([200, { isPaused: false }])
    expect(resumed).not.toHaveProperty('pausedAt')
    expect((await askOperator<never>(server, 'POST', `/seasons/${id}/resume`)).status).toBe(200)
  })
})

describe('closeSeason', () => {
  test('default: its dates stay, its time is free for another one, and nothing but its words may change', async () => {
    const season = await createTestSeason(server)
    const { id, startsAt, endsAt } = season
    const { body } = await askOperator<never>(server, 'POST', `/seasons/${id}/close`)
    expect(body).toMatchObject({ startsAt, endsAt, state: 'ENDED', timeLeft: 0, closedAt: expect.any(String) })
    const { closedAt } = body as ManagedSeason
    expect(await askOperator<never>(server, 'POST', `/seasons/${id}/close`)).toMatchObject({
      status: 200,
      body: { closedAt },
    })
    await createTestSeason(server, { startsAt, endsAt })
    for (const fields of [
      { endsAt: '2300-01-01T00:00:00Z' },
      { graceDays: 20 },
      { budget: '500' },
      { weeklyBudget: null },
    ])
      expect([fields, await edit(id, fields)]).toMatchObject([fields, refused(422, 'SEASON_CLOSED')])
    for (const word of ['pause', 'resume'])
      expect(await askOperator<never>(server, 'POST', `/seasons/${id}/${word}`)).toMatchObject(
        refused(422, 'SEASON_CLOSED'),
      )
    expect(await edit(id, { name: 'Closed' })).toMatchObject({ status: 200, body: { name: 'Closed' } })
  })

  test('behavior: no grant takes from it any more, even if it is allowed in a pause; what was granted stays', async () => {
    const { id } = await createTestSeason(server)
    const address = newAddress()
    expect((await callGrant(server, address, { seasonId: id })).status).toBe(201)
    await askOperator<never>(server, 'POST', `/seasons/${id}/close`)
    for (const allowPaused of [false, true]) {
      const answer = await callGrant(server, address, { seasonId: id, allowPaused })
      expect(answer).toMatchObject(refused(422, 'SEASON_CLOSED'))
    }
    const balance = await fetch(`${server.url}/users/${address}/credits`)
    expect(await balance.json()).toMatchObject({ totalCredits: 1, credits: [{ seasonId: id, status: 'AVAILABLE' }] })
  })
})

describe('deleteSeason', () => {
  test('default: a season without history goes with its goals, and is answered as it was', async () => {
    const season = await createTestSeason(server)
    const goal = await createTestGoal(server, season.id)
    const { status, body } = await askOperator<never>(server, 'DELETE', `/seasons/${season.id}`)
    expect([status, body]).toEqual([200, { ...season, timeLeft: expect.any(Number) }])
    expect(await askOperator<never>(server, 'GET', `/seasons/${season.id}`)).toMatchObject(
      refused(404, 'SEASON_NOT_FOUND'),
    )
    expect(await server.knex('goals').where({ id: goal.id }).first()).toBeUndefined()
    expect(await askOperator<never>(server, 'DELETE', `/seasons/${season.id}`)).toMatchObject(
      refused(404, 'SEASON_NOT_FOUND'),
    )
  })

  test('error: SEASON_HAS_HISTORY with a credit, and when anything refers to one of its goals', async () => {
    const paid = await createTestSeason(server)
    await callGrant(server, newAddress(), { seasonId: paid.id })
    expect(await askOperator<never>(server, 'DELETE', `/seasons/${paid.id}`)).toMatchObject(
      refused(409, 'SEASON_HAS_HISTORY'),
    )

    const worked = await createTestSeason(server)
    const goal = await createTestGoal(server, worked.id)
    await server.knex.raw('create table someones_progress (goal_id text references goals)')
    await server.knex('someones_progress').insert({ goal_id: goal.id })
    expect(await askOperator<never>(server, 'DELETE', `/seasons/${worked.id}`)).toMatchObject(
      refused(409, 'SEASON_HAS_HISTORY'),
    )
    expect(await server.knex('goals').where({ id: goal.id }).first()).toMatchObject({ id: goal.id })
    await server.knex.raw('drop table someones_progress')
    expect((await askOperator<never>(server, 'DELETE', `/seasons/${worked.id}`)).status).toBe(200)
  })
})

describe('seasons:write', () => {
  test('error: FORBIDDEN without it, through whichever door, and nothing changes', async () => {
    const { id } = await createTestSeason(server)
    const before = await server.knex('seasons').orderBy('id')
    const actor = { client: 'shop', scopes: ['goals:write', 'credits:grant'] } as const
    const deps = {
      knex: server.knex,
      readManagedSeasons: () => {
        throw new Error('asked before it was authorised')
      },
    }
    for (const attempt of [
      createSeason(deps, { actor, season: comingSeason() }),
      editSeason(deps, { actor, id, edit: { name: 'x' } }),
      pauseSeason(deps, { actor, id }),
      resumeSeason(deps, { actor, id }),
      closeSeason(deps, { actor, id }),
      deleteSeason(deps, { actor, id }),
      getSeason(deps, { actor, id }),
      listSeasons(deps, { actor }),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'FORBIDDEN', details: { scope: 'seasons:write' } })
    }
    expect(await server.knex('seasons').orderBy('id')).toEqual(before)
  })

  test('error: UNAUTHORIZED without a key, before the body is read', async () => {
    for (const [method, path] of [
      ['POST', '/seasons'],
      ['GET', '/seasons/budgets'],
      ['GET', '/seasons/5'],
      ['PATCH', '/seasons/5'],
      ['DELETE', '/seasons/5'],
      ['POST', '/seasons/5/pause'],
      ['POST', '/seasons/5/resume'],
      ['POST', '/seasons/5/close'],
      ['POST', '/seasons/5/goals'],
      ['PATCH', '/goals/x'],
      ['POST', '/goals/x/close'],
    ] as const) {
      const answer = await askOperator<never>(server, method, path, method === 'GET' ? undefined : { x: 1 }, {
        Authorization: 'Bearer no',
      })
      expect([method, path, answer]).toMatchObject([method, path, refused(401, 'UNAUTHORIZED')])
    }
  })
})
