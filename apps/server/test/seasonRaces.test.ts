import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { parseConfig } from '../src/config/parseConfig.js'
import { findDiscrepancies } from '../src/ledger/findDiscrepancies.js'
import { takeScheduleTurn } from '../src/seasons/takeScheduleTurn.js'
import { type RunningServer, startServer } from '../src/startServer.js'
import { askOperator, type OperatorAnswer } from './askOperator.js'
import { insertMember, passTime } from './goalTools.js'
import { newAddress } from './grantTestCredit.js'
import { callGrant, createTestGoal, createTestSeason } from './seasonTools.js'
import { rootApiKey, startTestServer, type TestServer } from './startTestServer.js'

/** Two instances on one database. */
let server: TestServer
let other: RunningServer
beforeAll(async () => {
  server = await startTestServer()
  const { connectionString } = server.database
  const config = parseConfig({ PORT: '0', SEED_DEMO: 'false' })
  other = await startServer(config, { connectionString, rootApiKey, logger: pino({ level: 'silent' }) })
})
afterAll(async () => {
  await other.stop()
  await server.stop()
})

const waitingForTurn = async () => {
  const { rows } = await server.knex.raw(
    "select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())",
  )
  return rows.length
}

/** All that Postgres has ended as a deadlock in this database; a session tells of its own when it has nothing else to do. */
const deadlocks = async () => {
  const { rows } = await server.knex.raw('select deadlocks from pg_stat_database where datname = current_database()')
  return Number(rows[0].deadlocks)
}

describe('a season', () => {
  test('race: deleted, edited, closed, worked in and paid from at once, it never locks up, and is whole or gone', async () => {
    const outcomes = new Map<string, number>()
    for (let round = 0; round < fuzzRuns(50); round++) {
      const { id, startsAt, endsAt } = await createTestSeason(server, { budget: '1000' })
      const [first, second] = [await createTestGoal(server, id), await createTestGoal(server, id)]
      const member = await insertMember(server)
      await passTime(server, member, new Date(startsAt))
      const send = (door: { url: string }, method: string, path: string, body?: unknown) => () =>
        askOperator(door, method, path, body)
      const report = (door: { url: string }, goalId: string) =>
        send(door, 'POST', `/goals/${goalId}/progress`, { address: member, eventId: randomUUID(), steps: 3 })
      const grant = (door: { url: string }) => () =>
        callGrant(door, newAddress(), { seasonId: id, expiresAt: '2099-01-01T00:00:00Z' })
      const later = { endsAt: new Date(Date.parse(endsAt) - 1_000).toISOString().replace('.000', '') }
      const words: Record<string, () => Promise<OperatorAnswer<unknown>>> = {
        delete: async () => {
          // Among the others: first of all it would nearly always find nothing, and last of all nearly always a history.
          await new Promise((resolve) => setTimeout(resolve, (round % 10) * 4))
          return askOperator(server, 'DELETE', `/seasons/${id}`)
        },
        editDates: send(other, 'PATCH', `/seasons/${id}`, later),
        editBudget: send(server, 'PATCH', `/seasons/${id}`, { budget: '999' }),
        editGoal: send(other, 'PATCH', `/goals/${first.id}`, { reward: '7' }),
        closeGoal: send(server, 'POST', `/goals/${second.id}/close`),
        createGoal: send(other, 'POST', `/seasons/${id}/goals`, { ...goalFields, id: randomUUID() }),
        grant: grant(server),
        grantThere: grant(other),
        reportFirst: report(server, first.id),
        reportSecond: report(other, second.id),
        close: send(other, 'POST', `/seasons/${id}/close`),
      }
      // Each round another subset in another order: all of them at once would always have history.
      const names = Object.keys(words).filter((_, index) => index === 0 || (round + index * 7) % 3 !== 0)
      const order = [...names.slice(round % names.length), ...names.slice(0, round % names.length)]
      const answers = await Promise.all(order.map((name) => words[name]?.()))
      for (const [index, answer] of answers.entries()) {
        const { code = '' } = (answer?.body ?? {}) as { code?: string }
        const word = `${order[index]} ${answer?.status} ${code}`.trim()
        outcomes.set(word, (outcomes.get(word) ?? 0) + 1)
        expect([word, (answer?.status ?? 0) < 500]).toEqual([word, true])
      }
      const isGone = (await askOperator(server, 'GET', `/seasons/${id}`)).status === 404
      expect(isGone).toBe(answers[order.indexOf('delete')]?.status === 200)
      const goals = await server.knex('goals').where({ season_id: id })
      const credits = await server.knex('credits').where({ season_id: id })
      if (isGone) expect([goals, credits]).toEqual([[], []])
      else expect(goals.length).toBeGreaterThanOrEqual(2)
    }
    expect(await findDiscrepancies(server.knex)).toEqual([])
    expect(await deadlocks()).toBe(0)
    // Both ends were met.
    expect([...outcomes.keys()]).toEqual(expect.arrayContaining(['delete 200', 'delete 409 SEASON_HAS_HISTORY']))
    console.log(`seasons: ${[...outcomes].map(([word, count]) => `${word} ×${count}`).join(', ')}`)
  })

  test('behavior: closing waits for its turn in the schedule, as all does that changes which season runs when', async () => {
    const { id } = await createTestSeason(server)
    const holder = await server.knex.transaction()
    onTestFinished(async () => void (await holder.rollback()))
    await takeScheduleTurn(holder)
    const closing = askOperator(server, 'POST', `/seasons/${id}/close`)
    await expect.poll(waitingForTurn).toBe(1)
    await holder.commit()
    expect((await closing).status).toBe(200)
  })
})

const goalFields = { title: 'Log in', period: 'weekly', steps: 3, reward: '4' }
