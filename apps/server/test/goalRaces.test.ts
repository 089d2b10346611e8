import fc from 'fast-check'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { parseConfig } from '../src/config/parseConfig.js'
import { findDiscrepancies } from '../src/ledger/findDiscrepancies.js'
import { type RunningServer, startServer } from '../src/startServer.js'
import { dayOf, insertGoal, insertMember, insertSeason, mondayIn, passTime, report } from './goalTools.js'
import { rootApiKey, startTestServer, type TestServer } from './startTestServer.js'

/** Two instances on one database. */
let server: TestServer
let other: RunningServer

const [thisMonday, nextMonday, seasonEnd] = [mondayIn(0), mondayIn(1), mondayIn(3)]

beforeAll(async () => {
  server = await startTestServer()
  const { connectionString } = server.database
  const config = parseConfig({ PORT: '0', SEED_DEMO: 'false' })
  other = await startServer(config, { connectionString, rootApiKey, logger: pino({ level: 'silent' }) })
  await insertSeason(server, { id: 5, startsAt: mondayIn(-2), endsAt: seasonEnd })
  await insertSeason(server, { id: 6, startsAt: seasonEnd, endsAt: mondayIn(8) })
  await insertGoal(server, { id: 'visit' })
  await insertGoal(server, { id: 'daily', steps: 3 })
  await insertGoal(server, { id: 'finale', period: 'once', steps: 2 })
})
afterAll(async () => {
  expect(await findDiscrepancies(server.knex)).toEqual([])
  await other.stop()
  await server.stop()
})

const doors = () => [server.url, other.url]
const creditsOf = (address: string) => server.knex('credits').where({ address }).orderBy('goal_period')

describe('goals', () => {
  test('A8: however many report at once, before, at and after a boundary, a goal pays once in a period, for ever', async () => {
    const boundaries = { none: null, monday: nextMonday, season: seasonEnd }
    const race = fc.record({
      boundary: fc.constantFrom(...(['none', 'monday', 'monday', 'season', 'season'] as const)),
      goalId: fc.constantFrom('visit', 'daily', 'finale'),
      reports: fc.array(
        fc.record({ door: fc.nat({ max: 1 }), steps: fc.integer({ min: 1, max: 3 }), event: fc.nat({ max: 5 }) }),
        { minLength: 2, maxLength: 8 },
      ),
      movesAfter: fc.nat({ max: 7 }),
      pauseMs: fc.nat({ max: 40 }),
    })
    const rules = { visit: 1, daily: 3, finale: 2 }
    const weeks = { none: [thisMonday], monday: [thisMonday, nextMonday], season: [mondayIn(2)] }
    let straddled = 0
    await fc.assert(
      fc.asyncProperty(race, async ({ boundary, goalId, reports, movesAfter, pauseMs }) => {
        const address = await insertMember(server)
        const at = boundaries[boundary]
        if (at) await passTime(server, address, new Date(at.getTime() - 1))
        // The same event is the same report, or it would be refused.
        const steps = new Map(reports.map(({ event, steps }) => [event, steps]))
        const asking: ReturnType<typeof report>[] = []
        for (const [index, { door, event }] of reports.entries()) {
          if (at && index === 1 + (movesAfter % (reports.length - 1))) {
            // What was asked before may have the lock, wait for it or be on its way; what follows races with the time.
            await new Promise((resolve) => setTimeout(resolve, pauseMs))
            void passTime(server, address, at).catch(() => {})
          }
          const eventId = `${address}:${event}`
          asking.push(report(doors()[door] ?? '', goalId, { address, eventId, steps: steps.get(event) }))
        }
        const answers = await Promise.all(asking)
        const counted = new Map<string, string>()
        for (const { status, body } of answers) {
          if (status !== 200) {
            expect([boundary, body['code']]).toEqual(['season', 'SEASON_NOT_RUNNING'])
            continue
          }
          const { eventId, period } = body as { eventId: string; period: string }
          expect(goalId === 'finale' ? ['season:5'] : weeks[boundary].map(dayOf)).toContain(period)
          expect(counted.get(eventId) ?? period).toBe(period)
          counted.set(eventId, period)
        }
        const isRefused = answers.some(({ status }) => status !== 200)
        if (new Set(counted.values()).size + Number(isRefused) > 1) straddled += 1
        const done = new Map<string, number>()
        for (const [eventId, period] of counted) {
          const event = Number(eventId.split(':')[1])
          done.set(period, (done.get(period) ?? 0) + (steps.get(event) ?? 0))
        }
        const rows = await server.knex('goal_progress').where({ address })
        expect(new Map(rows.map((row) => [row.period, Number(row.steps)]))).toEqual(done)
        const paid = [...done].filter(([, steps]) => steps >= rules[goalId]).map(([period]) => period)
        expect((await creditsOf(address)).map(({ goal_period }) => goal_period)).toEqual(paid.sort())
      }),
      { numRuns: fuzzRuns(50), endOnFailure: true },
    )
    console.log(`${straddled} of ${fuzzRuns(50)} races had reports on both sides of a boundary`)
    expect(straddled).toBeGreaterThan(0)
  })
})
