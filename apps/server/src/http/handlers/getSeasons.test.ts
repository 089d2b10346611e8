import type { SeasonOverview } from '@credits-server/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askOperator } from '../../../test/askOperator.js'
import { newAddress } from '../../../test/grantTestCredit.js'
import { callGrant, createTestSeason } from '../../../test/seasonTools.js'
import { startTestServer, type TestServer } from '../../../test/startTestServer.js'
import { openReadPool, type ReadPool } from '../../db/openReadPool.js'
import { createReadSeasons } from '../../seasons/readSeasons.js'

let empty: TestServer
let server: TestServer
let reads: ReadPool

/** Five weeks from March 16 on, with a week of grace; and the ones before and after it. */
beforeAll(async () => {
  empty = await startTestServer()
  server = await startTestServer()
  reads = openReadPool(server.database.connectionString)
  const dates = (startsAt: string, endsAt: string) => ({
    startsAt: `${startsAt}T00:00:00Z`,
    endsAt: `${endsAt}T00:00:00Z`,
  })
  await createTestSeason(server, { id: 3, name: 'Three', ...dates('2019-10-28', '2019-12-23') })
  await createTestSeason(server, { id: 4, name: 'Four', ...dates('2020-01-13', '2020-03-02') })
  const own = { description: 'Log in, see events', graceDays: 7, budget: '640000', weeklyBudget: '0.5' }
  await createTestSeason(server, { id: 5, name: 'Five', ...own, ...dates('2020-03-16', '2020-04-20') })
  await createTestSeason(server, { id: 6, name: 'Six', ...dates('2126-05-04', '2126-06-01') })
  await createTestSeason(server, { id: 7, name: 'Seven', ...dates('2126-06-01', '2126-07-06') })
  await createTestSeason(server, { id: 8, name: 'Never', ...dates('2126-03-04', '2126-03-11') })
  await askOperator<never>(server, 'POST', '/seasons/8/close')
})
afterAll(async () => {
  await reads.close()
  await server.stop()
  await empty.stop()
})

const seasonsAt = (now: string): Promise<SeasonOverview> => createReadSeasons(reads)(new Date(now))

describe('getSeasons', () => {
  test('default: past, current and next', async () => {
    const answer = await fetch(`${server.url}/seasons`)
    expect(answer.status).toBe(200)
    const { past, current, next } = (await answer.json()) as SeasonOverview
    expect(past.map(({ id }) => id)).toEqual([8, 5, 4, 3])
    expect([current, next?.id]).toEqual([null, 6])
  })

  test('behavior: none at all', async () => {
    const answer = await fetch(`${empty.url}/seasons`)
    expect([answer.status, await answer.json()]).toEqual([200, { past: [], current: null, next: null }])
  })

  test('behavior: each season as its program has published it, and nothing of what was granted', async () => {
    const { past, current } = await seasonsAt('2020-03-30T12:00:00Z')
    expect(current).toEqual({
      id: 5,
      name: 'Five',
      description: 'Log in, see events',
      startDate: '2020-03-16T00:00:00Z',
      endDate: '2020-04-20T00:00:00Z',
      spendBy: '2020-04-27T00:00:00Z',
      isActive: true,
      isPaused: false,
      state: 'RUNNING',
      amountOfWeeks: 5,
      timeLeft: 20.5 * 86_400,
      week: 3,
      weekTimeLeft: 6.5 * 86_400,
      maxMana: '640000',
    })
    expect(past[0]).toEqual({
      id: 4,
      name: 'Four',
      startDate: '2020-01-13T00:00:00Z',
      endDate: '2020-03-02T00:00:00Z',
      spendBy: '2020-03-16T00:00:00Z',
      isActive: false,
      isPaused: false,
      state: 'ENDED',
      amountOfWeeks: 7,
      timeLeft: 0,
      maxMana: '100',
    })
  })

  test.each([
    ['2020-03-15T23:59:59.999Z', [8, 4, 3], null, 5],
    ['2020-03-16T00:00:00.000Z', [8, 4, 3], 5, 6],
    ['2020-04-19T23:59:59.999Z', [8, 4, 3], 5, 6],
    ['2020-04-20T00:00:00.000Z', [8, 5, 4, 3], null, 6],
    ['2126-05-31T23:59:59.999Z', [8, 5, 4, 3], 6, 7],
    ['2126-06-01T00:00:00.000Z', [6, 8, 5, 4, 3], 7, null],
  ])('behavior: at %s the past is %j, current %j, next %j', async (now, past, current, next) => {
    const { past: over, ...seasons } = await seasonsAt(now)
    // The eighth was closed today, which at an earlier moment is still to come.
    const known = Date.parse(now) < Date.now() ? past.filter((id) => id !== 8) : past
    expect(over.map(({ id }) => id)).toEqual(known)
    expect([seasons.current?.id ?? null, seasons.next?.id ?? null]).toEqual([current, next])
  })

  test('behavior: public and never stored', async () => {
    for (const path of ['/seasons', '/season', '/seasons/5/goals']) {
      const answer = await fetch(`${server.url}${path}`, { headers: { Origin: 'https://dapp.example' } })
      expect(answer.headers.get('access-control-allow-origin')).toBe('*')
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
    }
    for (const path of ['/seasons/budgets', '/seasons/5']) {
      const { status, headers } = await askOperator<never>(server, 'GET', path, undefined, {
        Origin: 'https://dapp.example',
      })
      expect([status, headers.get('access-control-allow-origin')]).toEqual([200, null])
    }
  })
})

describe('getCurrentSeason', () => {
  test('error: SEASON_NOT_FOUND while none runs', async () => {
    const answer = await fetch(`${server.url}/season`)
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'SEASON_NOT_FOUND' }])
  })

  test('default: its id, its week and whether it is paused, and every state it can be in', async () => {
    const now = new Date(Date.now() - 8 * 86_400_000)
    const startsAt = `${now.toISOString().slice(0, 19)}Z`
    await createTestSeason(empty, { id: 1, startsAt, endsAt: '2126-01-07T00:00:00Z', budget: '2', weeklyBudget: '1' })
    const shown = async () => (await (await fetch(`${empty.url}/season`)).json()) as Record<string, unknown>
    const week = 2 + Number((now.getUTCDay() + 6) % 7 === 6)
    expect(await shown()).toMatchObject({ id: 1, week, isPaused: false, isActive: true, state: 'RUNNING' })
    expect((await callGrant(empty, newAddress(), {})).status).toBe(201)
    expect(await shown()).toMatchObject({ isActive: false, state: 'ERR_WEEK_RUN_OUT_OF_FUNDS' })
    await askOperator<never>(empty, 'PATCH', '/seasons/1', { budget: '1' })
    expect(await shown()).toMatchObject({ state: 'ERR_SEASON_RUN_OUT_OF_FUNDS' })
    await askOperator<never>(empty, 'POST', '/seasons/1/pause')
    expect(await shown()).toMatchObject({ isPaused: true, state: 'ERR_PROGRAM_PAUSED' })
    await askOperator<never>(empty, 'POST', '/seasons/1/close')
    const over = await fetch(`${empty.url}/season`)
    expect([over.status, await over.json()]).toMatchObject([404, { code: 'SEASON_NOT_FOUND' }])
    const { past } = (await (await fetch(`${empty.url}/seasons`)).json()) as SeasonOverview
    expect(past).toMatchObject([{ id: 1, state: 'ENDED', timeLeft: 0 }])
  })
})
