import { randomUUID } from 'node:crypto'
import { type Address, checksumAddress, parseMana } from '@credits-server/onchain'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  claim,
  dayOf,
  insertGoal,
  insertMember,
  insertSeason,
  mondayIn,
  passTime,
  report,
  weekMs,
} from '../../test/goalTools.js'
import { newAddress } from '../../test/grantTestCredit.js'
import { root, rootApiKey, startTestServer, type TestServer } from '../../test/startTestServer.js'
import { parseConfig } from '../config/parseConfig.js'
import { findDiscrepancies } from '../ledger/findDiscrepancies.js'
import { type RunningServer, startServer } from '../startServer.js'
import { creditId } from '../voucher/creditId.js'
import type { Actor } from './Actor.js'
import { closeGoal } from './closeGoal.js'
import { closeSeason } from './closeSeason.js'
import { editGoal } from './editGoal.js'
import { flagUsers } from './flagUsers.js'
import { optOutUser } from './optOutUser.js'
import { pauseSeason } from './pauseSeason.js'
import { rejoinUser } from './rejoinUser.js'
import { reportGoalProgress } from './reportGoalProgress.js'
import { resumeSeason } from './resumeSeason.js'
import { unflagUsers } from './unflagUsers.js'

let server: TestServer
/** A second instance on the same database. */
let other: RunningServer

const thisMonday = mondayIn(0)
const nextMonday = mondayIn(1)
/** Season 5 runs and season 6 begins when it ends, with two days of grace. */
const seasonEnd = mondayIn(3)

beforeAll(async () => {
  server = await startTestServer()
  const { connectionString } = server.database
  const config = parseConfig({ PORT: '0', SEED_DEMO: 'false' })
  other = await startServer(config, { connectionString, rootApiKey, logger: pino({ level: 'silent' }) })
  await insertSeason(server, { id: 5, startsAt: mondayIn(-2), endsAt: seasonEnd, graceDays: 2 })
  await insertSeason(server, { id: 6, startsAt: seasonEnd, endsAt: mondayIn(8) })
  await insertGoal(server, { id: 'daily', steps: 3, rewardMana: '20' })
  await insertGoal(server, { id: 'visit' })
  await insertGoal(server, { id: 'finale', period: 'once', steps: 2, rewardMana: '0.000000000000000001' })
  await insertGoal(server, { id: 'later', seasonId: 6 })
})
afterEach(async () => {
  expect(await findDiscrepancies(server.knex)).toEqual([])
})
afterAll(async () => {
  await other.stop()
  await server.stop()
})

const doors = () => [server.url, other.url]
const creditsOf = (address: string) => server.knex('credits').where({ address }).orderBy('goal_period')
const stepsOf = (address: string) => server.knex('goal_progress').where({ address }).orderBy('period').pluck('steps')
const countReports = async () => Number((await server.knex('goal_reports').count())[0]?.['count'])
const expectRefused = async (answer: ReturnType<typeof report>, status: number, code: string) =>
  expect(await answer).toMatchObject({ status, body: { code } })

async function balanceOf(address: string): Promise<string> {
  return (await fetch(`${server.url}/users/${address}/credits`)).text()
}

describe('reportGoalProgress', () => {
  test('default: steps add up, and the one that reaches the goal pays a credit that waits to be claimed', async () => {
    const address = await insertMember(server)
    const first = await report(server.url, 'daily', {
      address: checksumAddress(address),
      eventId: `${address} 1`.replace(' ', ':'),
    })
    expect(first.status).toBe(200)
    expect(first.headers.get('cache-control')).toBe('no-store')
    expect(first.headers.get('access-control-allow-origin')).toBeNull()
    const common = { address, goalId: 'daily', period: dayOf(thisMonday) }
    expect(first.body).toEqual({
      ...common,
      eventId: `${address}:1`,
      progress: { totalSteps: 3, completedSteps: 1 },
      isCompleted: false,
    })
    expect(await balanceOf(address)).toContain('"version":0')
    const last = await report(other.url, 'daily', { address, eventId: `${address}:2`, steps: 2 })
    const id = creditId('goals', `goal:${address}:daily:${dayOf(thisMonday)}`)
    expect(last.body).toEqual({
      ...common,
      eventId: `${address}:2`,
      progress: { totalSteps: 3, completedSteps: 3 },
      isCompleted: true,
      creditId: id,
    })
    const [row] = await creditsOf(address)
    expect(row).toMatchObject({
      id,
      issuer: 'goals',
      reference: `goal:${address}:daily:${dayOf(thisMonday)}`,
      season_id: 5,
      goal_id: 'daily',
      goal_period: dayOf(thisMonday),
      value_wei: String(parseMana('20')),
      claimed_at: null,
      claim_by: seasonEnd,
      expires_at: new Date(seasonEnd.getTime() + 2 * 86_400_000),
    })
    const entries = await server.knex('entries').where({ address })
    expect(entries).toMatchObject([{ version: '1', kind: 'granted', credit_id: id, cause: 'goal', actor: 'root' }])
  })

  test('behavior: what waits to be claimed shows its signature nowhere, and cannot be spent', async () => {
    const address = await insertMember(server)
    const event = { address, eventId: randomUUID() }
    const answers = [await report(server.url, 'visit', event), await report(other.url, 'visit', event)]
    const [{ id, signature }] = await creditsOf(address)
    const user = `/users/${address}`
    const texts = await Promise.all(
      [
        `${user}/credits`,
        `${user}/credits?status=AVAILABLE`,
        `${user}/entries`,
        `${user}/progress`,
        `${user}/credits/${id}`,
      ].map(async (path) => (await fetch(`${server.url}${path}`)).text()),
    )
    const shown = [...texts, ...answers.map(({ body }) => JSON.stringify(body))].join('\n')
    expect(shown).toContain(id)
    expect(shown).not.toContain(signature.slice(2))
    expect(shown).not.toContain('"signature"')
    expect(JSON.parse(texts[0] ?? '')).toMatchObject({ credits: [], totalCreditsWei: '0', version: 1 })
    expect(JSON.parse(texts[4] ?? '')).toMatchObject({ code: 'CREDIT_NOT_FOUND' })
    expect(JSON.parse(texts[2] ?? '')).toMatchObject({ entries: [{ kind: 'granted', balanceAfterWei: '0' }] })
  })

  test('behavior: an event counts once for ever, and is answered the same whoever of two instances is asked', async () => {
    const address = await insertMember(server)
    const event = { address, eventId: randomUUID() }
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => report(doors()[n % 2] ?? '', 'daily', event)),
    )
    await report(server.url, 'daily', { address, eventId: randomUUID(), steps: 2 })
    answers.push(await report(other.url, 'daily', { ...event, address: checksumAddress(address), steps: 1 }))
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1)
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1)
    expect(await stepsOf(address)).toEqual(['3'])
  })

  test('behavior: the answer stays the same when the goal has changed since, and when the user has left', async () => {
    const address = await insertMember(server)
    await insertGoal(server, { id: 'changing', steps: 2 })
    const event = { address, eventId: randomUUID() }
    const { body } = await report(server.url, 'changing', event)
    await server.knex('goals').where({ id: 'changing' }).update({ steps: 5 })
    await optOutUser(server.ledger, { actor: root, address })
    expect((await report(server.url, 'changing', event)).body).toEqual(body)
  })

  test('error: EVENT_ID_REUSED for any other event of that name, and nothing moves', async () => {
    const [address, another] = [await insertMember(server), await insertMember(server)]
    const event = { address, eventId: randomUUID(), steps: 2 }
    await report(server.url, 'daily', event)
    await expectRefused(report(other.url, 'daily', { ...event, steps: 1 }), 422, 'EVENT_ID_REUSED')
    await expectRefused(report(other.url, 'visit', event), 422, 'EVENT_ID_REUSED')
    await expectRefused(report(other.url, 'daily', { ...event, address: another }), 422, 'EVENT_ID_REUSED')
    await expectRefused(report(other.url, 'daily', { ...event, address: newAddress() }), 422, 'EVENT_ID_REUSED')
    expect([await stepsOf(address), await stepsOf(another)]).toEqual([['2'], []])
  })

  test('race: one event name for two users counts for one of them, and pays only that one', async () => {
    for (let n = 0; n < 10; n++) {
      const users = [await insertMember(server), await insertMember(server)]
      const eventId = randomUUID()
      const answers = await Promise.all(
        users.map((address, index) => report(doors()[index] ?? '', 'visit', { address, eventId })),
      )
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 422])
      const winner = users[answers.findIndex(({ status }) => status === 200)] ?? ''
      const loser = users[answers.findIndex(({ status }) => status === 422)] ?? ''
      expect([await creditsOf(winner), await creditsOf(loser)]).toMatchObject([[{ goal_id: 'visit' }], []])
      expect([await stepsOf(winner), await stepsOf(loser)]).toEqual([['1'], []])
    }
  })

  test('behavior: names of events are the client’s own; a goal pays once, whoever reports', async () => {
    const address = await insertMember(server)
    const eventId = randomUUID()
    const deps = { ...server.ledger, issuance: server.issuance }
    const shop: Actor = { client: 'shop', scopes: ['goals:report'] }
    const input = { goalId: 'visit', report: { address, eventId } }
    const results = [
      await reportGoalProgress(deps, { actor: shop, ...input }),
      await reportGoalProgress(deps, { actor: { ...shop, client: 'game' }, ...input }),
    ]
    expect(results.map(({ replayed }) => replayed)).toEqual([false, false])
    expect(new Set(results.map(({ report }) => report.creditId)).size).toBe(1)
    expect(await stepsOf(address)).toEqual(['2'])
    expect(await creditsOf(address)).toHaveLength(1)
  })

  test('behavior: a weekly goal pays every week, from Monday 00:00 UTC; one of the season once', async () => {
    const address = await insertMember(server)
    const pay = async (goalId: string) =>
      (await report(server.url, goalId, { address, eventId: randomUUID(), steps: 5 })).body
    const ids = new Set()
    for (const at of [nextMonday.getTime() - 1, nextMonday.getTime(), nextMonday.getTime() + weekMs - 1]) {
      await passTime(server, address, new Date(at))
      const visit = await pay('visit')
      expect(visit['period']).toBe(dayOf(at < nextMonday.getTime() ? thisMonday : nextMonday))
      ids.add(visit['creditId'])
      expect(await pay('finale')).toMatchObject({ period: 'season:5' })
    }
    expect(ids.size).toBe(2)
    const periods = (await creditsOf(address)).map(({ goal_period }) => goal_period)
    expect(periods).toEqual([dayOf(thisMonday), dayOf(nextMonday), 'season:5'])
  })

  test('behavior: the time of a report stays the user’s: the next one is in no earlier week', async () => {
    const address = await insertMember(server)
    const eventId = randomUUID()
    await report(server.url, 'daily', { address, eventId })
    const { at } = await server.knex('goal_reports').where({ event_id: eventId }).first()
    const { last_at } = await server.knex('users').where({ address }).first()
    expect(last_at).toEqual(at)
  })

  test('behavior: without budget the event counts, and the reward is paid with the next report when there is some', async () => {
    const address = await insertMember(server)
    await insertGoal(server, { id: 'dear', rewardMana: '2000000000' })
    const event = { address, eventId: randomUUID() }
    const { body } = await report(server.url, 'dear', event)
    expect(body).toMatchObject({ isCompleted: true, unpaidBecause: 'SEASON_BUDGET_EXHAUSTED' })
    expect(body).not.toHaveProperty('creditId')
    expect([await stepsOf(address), await creditsOf(address)]).toEqual([['1'], []])
    const again = await report(server.url, 'dear', { address, eventId: randomUUID() })
    expect(again.body).toMatchObject({ isCompleted: true, unpaidBecause: 'SEASON_BUDGET_EXHAUSTED' })

    await server
      .knex('seasons')
      .where({ id: 5 })
      .update({ budget_wei: String(parseMana('9000000000')) })
    expect((await report(server.url, 'dear', event)).body).toEqual(body)
    expect(await creditsOf(address)).toEqual([])
    const paid = await report(server.url, 'dear', { address, eventId: randomUUID() })
    expect(paid.body).toMatchObject({ isCompleted: true, creditId: expect.any(String) })
    expect(await stepsOf(address)).toEqual(['3'])
  })

  test('behavior: a flagged user’s event counts and is not paid; what was earned is paid when the flag is lifted', async () => {
    const address = await insertMember(server)
    await flagUsers(server.ledger, {
      actor: root,
      addresses: [address],
      flag: { type: 'captcha', reason: { message: 'm' } },
    })
    const { body } = await report(server.url, 'visit', { address, eventId: randomUUID() })
    expect(body).toMatchObject({ isCompleted: true, unpaidBecause: 'RECIPIENT_FLAGGED' })
    expect(await creditsOf(address)).toEqual([])
    await unflagUsers(server.ledger, { actor: root, addresses: [address], type: 'captcha' })
    expect((await claim(server.url, address)).body).toMatchObject({ credits: [{ amount: 5, goalId: 'visit' }] })
  })

  test('error: USER_NOT_FOUND for who has not joined: nobody is made, and the event counts once they have', async () => {
    const address = newAddress()
    const event = { address, eventId: randomUUID() }
    await expectRefused(report(server.url, 'visit', event), 404, 'USER_NOT_FOUND')
    expect(await server.knex('users').where({ address }).first()).toBeUndefined()
    const flag = { type: 'captcha', reason: { message: 'only flagged' }, until: new Date(Date.now() + 60_000) } as const
    await flagUsers(server.ledger, { actor: root, addresses: [address], flag })
    await expectRefused(report(server.url, 'visit', event), 404, 'USER_NOT_FOUND')
    await unflagUsers(server.ledger, { actor: root, addresses: [address], type: 'captcha' })
    await server.knex('users').where({ address }).update({ known_at: new Date() })
    expect((await report(server.url, 'visit', event)).body).toHaveProperty('creditId')
  })

  test('error: RECIPIENT_OPTED_OUT: who has left is not followed; the same event counts after the return', async () => {
    const address = await insertMember(server)
    const event = { address, eventId: randomUUID() }
    await optOutUser(server.ledger, { actor: root, address })
    const before = await countReports()
    await expectRefused(report(server.url, 'visit', event), 422, 'RECIPIENT_OPTED_OUT')
    expect([await countReports(), await stepsOf(address)]).toEqual([before, []])
    await rejoinUser(server.ledger, { actor: root, address })
    expect((await report(server.url, 'visit', event)).body).toMatchObject({ isCompleted: true })
  })

  test('error: SEASON_PAUSED, and the same event counts when the season goes on', async () => {
    const address = await insertMember(server)
    const event = { address, eventId: randomUUID() }
    await server.knex('seasons').where({ id: 5 }).update({ paused_at: new Date() })
    await expectRefused(report(server.url, 'visit', event), 422, 'SEASON_PAUSED')
    await server.knex('seasons').where({ id: 5 }).update({ paused_at: null })
    expect(await stepsOf(address)).toEqual([])
    expect((await report(server.url, 'visit', event)).status).toBe(200)
  })

  test('behavior: without budget of the week the event counts, and is paid with the budget of the next week', async () => {
    const address = await insertMember(server)
    await insertGoal(server, { id: 'weekly-dear', rewardMana: '6' })
    await server.knex('seasons').where({ id: 5 }).update({ weekly_budget_wei: 1 })
    const { body } = await report(server.url, 'weekly-dear', { address, eventId: randomUUID() })
    expect(body).toMatchObject({ isCompleted: true, unpaidBecause: 'WEEK_BUDGET_EXHAUSTED' })
    await passTime(server, address, mondayIn(2))
    await server
      .knex('seasons')
      .where({ id: 5 })
      .update({ weekly_budget_wei: String(parseMana('1000')) })
    expect((await claim(server.url, address)).body).toMatchObject({ credits: [{ amount: 6 }] })
    await server.knex('seasons').where({ id: 5 }).update({ weekly_budget_wei: null })
    expect(await creditsOf(address)).toMatchObject([{ goal_period: dayOf(thisMonday), created_at: mondayIn(2) }])
  })

  test('error: SEASON_CLOSED, at once; what was granted before can still be claimed', async () => {
    const address = await insertMember(server)
    const past = { id: 3, startsAt: mondayIn(9), endsAt: mondayIn(12) }
    await insertSeason(server, past)
    await insertGoal(server, { id: 'closing', seasonId: 3 })
    await passTime(server, address, mondayIn(10))
    const { body } = await report(server.url, 'closing', { address, eventId: randomUUID() })
    await closeSeason(server, { actor: root, id: 3 })
    const event = { address, eventId: randomUUID() }
    await expectRefused(report(server.url, 'closing', event), 422, 'SEASON_CLOSED')
    expect(await stepsOf(address)).toEqual(['1'])
    expect((await claim(server.url, address)).body).toMatchObject({ credits: [{ id: body['creditId'] }] })
  })

  test('error: GOAL_CLOSED; what was earned with it is paid all the same', async () => {
    const address = await insertMember(server)
    await insertGoal(server, { id: 'ending' })
    await flagUsers(server.ledger, {
      actor: root,
      addresses: [address],
      flag: { type: 'captcha', reason: { message: 'm' } },
    })
    await report(server.url, 'ending', { address, eventId: randomUUID() })
    await unflagUsers(server.ledger, { actor: root, addresses: [address], type: 'captcha' })
    await closeGoal(server, { actor: root, id: 'ending' })
    await expectRefused(report(server.url, 'ending', { address, eventId: randomUUID() }), 422, 'GOAL_CLOSED')
    expect(await stepsOf(address)).toEqual(['1'])
    expect((await claim(server.url, address)).body).toMatchObject({ credits: [{ goalId: 'ending' }] })
  })

  test('race: a goal is paid by the terms it had when it was counted, and its terms are frozen from its first step on', async () => {
    const steps = Array.from({ length: 10 }, (_, n) => n)
    for (const n of steps) {
      const address = await insertMember(server)
      const id = `raced-${n}`
      await insertGoal(server, { id, rewardMana: '5' })
      const edit = editGoal(server, { actor: root, id, edit: { reward: '7' } }).catch((error: unknown) => error)
      const [{ status }, edited] = await Promise.all([report(server.url, id, { address, eventId: randomUUID() }), edit])
      expect(status).toBe(200)
      const { reward_wei } = await server.knex('goals').where({ id }).first()
      expect(await creditsOf(address)).toMatchObject([{ value_wei: reward_wei }])
      if (reward_wei === String(parseMana('5'))) expect(edited).toMatchObject({ code: 'GOAL_FROZEN' })
    }
    await insertGoal(server, { id: 'begun', steps: 2 })
    await report(server.url, 'begun', { address: await insertMember(server), eventId: randomUUID() })
    await expect(editGoal(server, { actor: root, id: 'begun', edit: { steps: 3 } })).rejects.toMatchObject({
      code: 'GOAL_FROZEN',
    })
  })

  test('race: a season that is paused meanwhile pays nothing and counts nothing, and a claim does without what is owed', async () => {
    for (let n = 0; n < 15; n++) {
      const [address, owed] = [await insertMember(server), await insertMember(server)]
      const flag = { type: 'captcha', reason: { message: 'm' } } as const
      await flagUsers(server.ledger, { actor: root, addresses: [owed], flag })
      await report(server.url, 'visit', { address: owed, eventId: randomUUID() })
      await unflagUsers(server.ledger, { actor: root, addresses: [owed], type: 'captcha' })
      const [reported, claimed] = await Promise.all([
        report(server.url, 'visit', { address, eventId: randomUUID() }),
        claim(other.url, owed),
        new Promise((resolve) => setTimeout(resolve, n)).then(() => pauseSeason(server, { actor: root, id: 5 })),
      ])
      await resumeSeason(server, { actor: root, id: 5 })
      expect(claimed.status).toBe(200)
      expect([200, 422]).toContain(reported.status)
      expect(await stepsOf(address)).toEqual(reported.status === 200 ? ['1'] : [])
      expect(await creditsOf(address)).toHaveLength(reported.status === 200 ? 1 : 0)
      if (reported.status !== 200) expect(reported.body).toMatchObject({ code: 'SEASON_PAUSED' })
      expect(claimed.body['credits']).toHaveLength((await creditsOf(owed)).length)
    }
  })

  test('error: SEASON_NOT_RUNNING before its first second and from its end on, to the millisecond', async () => {
    const address = await insertMember(server)
    const ask = (goalId: string) => report(server.url, goalId, { address, eventId: randomUUID() })
    await passTime(server, address, new Date(seasonEnd.getTime() - 1))
    await expectRefused(ask('later'), 422, 'SEASON_NOT_RUNNING')
    expect((await ask('visit')).body).toMatchObject({ period: dayOf(mondayIn(2)) })
    await passTime(server, address, seasonEnd)
    await expectRefused(ask('visit'), 422, 'SEASON_NOT_RUNNING')
    expect((await ask('later')).body).toMatchObject({ period: dayOf(seasonEnd), creditId: expect.any(String) })
  })

  test('error: GOAL_NOT_FOUND, BAD_CHECKSUM and what the body must be', async () => {
    const address = await insertMember(server)
    const right = checksumAddress('0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed' as Address)
    const eventId = randomUUID()
    const before = await countReports()
    const cases: [status: number, code: string, goalId: string, body: Record<string, unknown>][] = [
      [404, 'GOAL_NOT_FOUND', 'nothing', { address, eventId }],
      [400, 'INVALID_GOAL_ID', 'Visit', { address, eventId }],
      [400, 'INVALID_GOAL_ID', 'x'.repeat(65), { address, eventId }],
      [422, 'BAD_CHECKSUM', 'visit', { address: right.replace('A', 'a'), eventId }],
      [400, 'INVALID_ADDRESS', 'visit', { address: '0x1', eventId }],
      [400, 'INVALID_ADDRESS', 'visit', { address: 1, eventId }],
      [400, 'INVALID_BODY', 'visit', { eventId }],
      [400, 'INVALID_BODY', 'visit', { address }],
      [400, 'INVALID_EVENT_ID', 'visit', { address, eventId: '' }],
      [400, 'INVALID_EVENT_ID', 'visit', { address, eventId: 'a b' }],
      [400, 'INVALID_EVENT_ID', 'visit', { address, eventId: 'é' }],
      [400, 'INVALID_EVENT_ID', 'visit', { address, eventId: 'x'.repeat(256) }],
      [400, 'INVALID_EVENT_ID', 'visit', { address, eventId: 7 }],
      [400, 'INVALID_STEPS', 'visit', { address, eventId, steps: 0 }],
      [400, 'INVALID_STEPS', 'visit', { address, eventId, steps: -1 }],
      [400, 'INVALID_STEPS', 'visit', { address, eventId, steps: 1.5 }],
      [400, 'INVALID_STEPS', 'visit', { address, eventId, steps: 1_000_001 }],
      [400, 'INVALID_STEPS', 'visit', { address, eventId, steps: '1' }],
      [400, 'INVALID_STEPS', 'visit', { address, eventId, steps: null }],
      [400, 'UNKNOWN_FIELD', 'visit', { address, eventId, at: '2026-03-16T00:00:00Z' }],
    ]
    for (const [status, code, goalId, body] of cases) {
      const answer = await report(server.url, goalId, body)
      expect([goalId, body, answer.status, answer.body['code']]).toEqual([goalId, body, status, code])
    }
    expect([await countReports(), await stepsOf(address)]).toEqual([before, []])
    expect((await report(server.url, 'visit', { address, eventId: '~'.repeat(255), steps: 1_000_000 })).status).toBe(
      200,
    )
  })

  test('error: UNAUTHORIZED without a key, FORBIDDEN without the scope', async () => {
    const address = await insertMember(server)
    const asked = await fetch(`${server.url}/goals/visit/progress`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ address, eventId: randomUUID() }),
    })
    expect([asked.status, asked.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="credits"'])
    const deps = { ...server.ledger, issuance: server.issuance }
    const actor: Actor = { client: 'shop', scopes: ['goals:write', 'credits:grant', 'claims:write'] }
    const input = { actor, goalId: 'visit', report: { address, eventId: randomUUID() } }
    await expect(reportGoalProgress(deps, input)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await stepsOf(address)).toEqual([])
  })

  test('error: 503 when sessions are cut; reported again, each event has counted once and the goal has paid once', async () => {
    const address = await insertMember(server)
    await insertGoal(server, { id: 'cut', steps: 40 })
    const events = Array.from({ length: 40 }, () => ({ address, eventId: randomUUID() }))
    const cutting = (async () => {
      for (let round = 0; round < 8; round++) {
        await new Promise((resolve) => setTimeout(resolve, 15))
        await server.database.disconnectAll()
      }
    })()
    const first = await Promise.all(events.map((event, n) => report(doors()[n % 2] ?? '', 'cut', event)))
    await cutting
    expect(first.filter(({ status }) => status !== 200 && status !== 503)).toEqual([])
    for (const event of events) {
      await expect.poll(async () => (await report(server.url, 'cut', event)).status, { timeout: 5_000 }).toBe(200)
    }
    expect([await stepsOf(address), await creditsOf(address)]).toMatchObject([['40'], [{ goal_id: 'cut' }]])
  })
})
