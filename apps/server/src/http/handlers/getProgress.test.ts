import { randomUUID } from 'node:crypto'
import type { Progress } from '@credits-server/contract'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../../../packages/onchain/test/fuzzRuns.js'
import {
  claim,
  dayOf,
  insertGoal,
  insertMember,
  insertSeason,
  mondayIn,
  passTime,
  report,
} from '../../../test/goalTools.js'
import { newAddress } from '../../../test/grantTestCredit.js'
import { root, startTestServer, type TestServer } from '../../../test/startTestServer.js'
import { closeGoal } from '../../domain/closeGoal.js'
import { closeSeason } from '../../domain/closeSeason.js'
import { flagUsers } from '../../domain/flagUsers.js'
import { optOutUser } from '../../domain/optOutUser.js'
import { mondayOf } from '../../seasons/mondayOf.js'
import { demoUsers } from '../../seed/demoUsers.js'

let server: TestServer
const seasonEnd = mondayIn(3)

beforeAll(async () => {
  server = await startTestServer()
  // On a Wednesday: its first week is not whole.
  await insertSeason(server, {
    id: 5,
    startsAt: new Date(mondayIn(-2).getTime() + 2 * 86_400_000),
    endsAt: seasonEnd,
    graceDays: 2,
  })
  await insertGoal(server, { id: 'b-weekly', steps: 3, rewardMana: '12.500000000000000001' })
  await insertGoal(server, { id: 'c-once', steps: 1, period: 'once' })
  const quoted = { title: 'Say "hi"\\ <b>& go', description: 'é ☃', thumbnail: 'https://example.com/a.png' }
  await insertGoal(server, { id: 'a-quoted', steps: 1_000 })
  await server.knex('goals').where({ id: 'a-quoted' }).update(quoted)
})
afterAll(() => server.stop())

const get = (address: string) => fetch(`${server.url}/users/${address}/progress`)
const add = (address: string, goalId: string, steps = 1) =>
  report(server.url, goalId, { address, eventId: randomUUID(), steps })

async function progressOf(address: string): Promise<Progress> {
  const answer = await get(address)
  expect(answer.status).toBe(200)
  return answer.json() as Promise<Progress>
}

const goalOf = async (address: string, id: string) => (await progressOf(address)).goals.find((goal) => goal.id === id)

describe('getProgress', () => {
  test('default: the goals of the season by their ids, with nothing done and nothing pending', async () => {
    const address = await insertMember(server)
    const answer = await get(address)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
      'content-type': 'application/json; charset=utf-8',
    })
    const none = { isCompleted: false, isPaid: false, isClaimed: false }
    const title = (id: string) => `Goal ${id}`
    expect(await answer.json()).toEqual({
      season: { id: 5, week: 3, isPaused: false },
      goals: [
        {
          ...none,
          id: 'a-quoted',
          title: 'Say "hi"\\ <b>& go',
          description: 'é ☃',
          thumbnail: 'https://example.com/a.png',
          period: 'weekly',
          reward: '5',
          progress: { totalSteps: 1_000, completedSteps: 0 },
        },
        {
          ...none,
          id: 'b-weekly',
          title: title('b-weekly'),
          period: 'weekly',
          reward: '12.500000000000000001',
          progress: { totalSteps: 3, completedSteps: 0 },
        },
        {
          ...none,
          id: 'c-once',
          title: title('c-once'),
          period: 'once',
          reward: '5',
          progress: { totalSteps: 1, completedSteps: 0 },
        },
      ],
      pendingCredits: [],
    })
  })

  test('behavior: done, complete, paid, claimed; what is pending has no signature', async () => {
    const address = await insertMember(server)
    await add(address, 'b-weekly', 2)
    expect(await goalOf(address, 'b-weekly')).toMatchObject({ progress: { completedSteps: 2 }, isCompleted: false })
    const { body } = await add(address, 'b-weekly', 2)
    const paid = { progress: { totalSteps: 3, completedSteps: 3 }, isCompleted: true, isPaid: true, isClaimed: false }
    expect(await goalOf(address, 'b-weekly')).toMatchObject(paid)
    expect((await progressOf(address)).pendingCredits).toEqual([
      {
        id: body['creditId'],
        amount: '12.500000000000000001',
        seasonId: 5,
        goalId: 'b-weekly',
        claimBy: seasonEnd.toISOString().replace('.000', ''),
        expiresAt: new Date(seasonEnd.getTime() + 2 * 86_400_000).toISOString().replace('.000', ''),
      },
    ])
    await claim(server.url, address)
    expect(await goalOf(address, 'b-weekly')).toMatchObject({ ...paid, isClaimed: true })
    expect((await progressOf(address)).pendingCredits).toEqual([])
  })

  test('behavior: a new week begins at zero, the season’s goals go on, pending credits wait until the season ends', async () => {
    const address = await insertMember(server)
    await add(address, 'b-weekly', 3)
    await add(address, 'c-once')
    await passTime(server, address, new Date(mondayIn(1).getTime() - 1))
    expect(await goalOf(address, 'b-weekly')).toMatchObject({ isPaid: true })
    await passTime(server, address, mondayIn(1))
    expect((await progressOf(address)).season).toMatchObject({ week: 4 })
    expect(await goalOf(address, 'b-weekly')).toMatchObject({ progress: { completedSteps: 0 }, isPaid: false })
    expect(await goalOf(address, 'c-once')).toMatchObject({ progress: { completedSteps: 1 }, isPaid: true })
    await passTime(server, address, new Date(seasonEnd.getTime() - 1))
    expect((await progressOf(address)).pendingCredits).toHaveLength(2)
    await passTime(server, address, seasonEnd)
    expect(await progressOf(address)).toEqual({ season: null, goals: [], pendingCredits: [] })
  })

  test('behavior: complete and not paid says so; a paused season too', async () => {
    const address = await insertMember(server)
    const { granted_wei, budget_wei } = await server.knex('seasons').where({ id: 5 }).first()
    await server.knex('seasons').where({ id: 5 }).update({ budget_wei: granted_wei })
    await add(address, 'c-once', 7)
    await server.knex('seasons').where({ id: 5 }).update({ budget_wei, paused_at: new Date() })
    expect((await progressOf(address)).season).toEqual({ id: 5, week: 3, isPaused: true })
    await server.knex('seasons').where({ id: 5 }).update({ paused_at: null })
    expect(await goalOf(address, 'c-once')).toMatchObject({
      progress: { totalSteps: 1, completedSteps: 1 },
      isCompleted: true,
      isPaid: false,
      isClaimed: false,
    })
  })

  test('behavior: a closed goal is told only to who has reached it in this period', async () => {
    const [some, all] = [await insertMember(server), await insertMember(server)]
    await insertGoal(server, { id: 'z-closed', steps: 2 })
    await add(some, 'z-closed', 1)
    await add(all, 'z-closed', 2)
    await closeGoal(server, { actor: root, id: 'z-closed' })
    expect(await goalOf(some, 'z-closed')).toBeUndefined()
    expect(await goalOf(all, 'z-closed')).toMatchObject({ isCompleted: true, isPaid: true })
  })

  test('behavior: a season that is closed does not run, and what is pending can be claimed until it was to end', async () => {
    const address = await insertMember(server)
    await insertSeason(server, { id: 8, startsAt: mondayIn(20), endsAt: mondayIn(22) })
    await insertGoal(server, { id: 'in-eight', seasonId: 8 })
    await passTime(server, address, mondayIn(21))
    await add(address, 'in-eight')
    expect((await progressOf(address)).season).toEqual({ id: 8, week: 2, isPaused: false })
    await closeSeason(server, { actor: root, id: 8 })
    const closed = await progressOf(address)
    expect(closed).toMatchObject({ season: null, goals: [], pendingCredits: [{ goalId: 'in-eight' }] })
  })

  test('behavior: another user’s progress is not shown, nor events, nor who reported them', async () => {
    const [address, another] = [await insertMember(server), await insertMember(server)]
    const eventId = randomUUID()
    await report(server.url, 'b-weekly', { address: another, eventId, steps: 3 })
    expect(await goalOf(address, 'b-weekly')).toMatchObject({ progress: { completedSteps: 0 } })
    const text = await (await get(another)).text()
    expect(text).not.toMatch(new RegExp(`${eventId}|root|signature|${another}`))
  })

  test('behavior: the period of a read is the period of a report, at any moment', async () => {
    const moments = fc.array(
      fc.date({ min: new Date('1970-01-01Z'), max: new Date('9999-12-31Z'), noInvalidDate: true }),
      {
        minLength: 50,
        maxLength: 50,
      },
    )
    await fc.assert(
      fc.asyncProperty(moments, async (times) => {
        const { rows } = await server.knex.raw<{ rows: { monday: string }[] }>(
          `select to_char(date_trunc('week', at at time zone 'UTC'), 'YYYY-MM-DD') as monday
           from unnest(?::timestamptz[]) with ordinality as t (at, nth) order by nth`,
          [times.map((time) => time.toISOString())],
        )
        // The first days of 1970 are in a week of 1969.
        expect(rows.map(({ monday }) => monday)).toEqual(times.map((time) => dayOf(mondayOf(time))))
      }),
      { numRuns: fuzzRuns(20), endOnFailure: true },
    )
  })

  test('error: USER_FLAGGED, USER_NOT_FOUND and INVALID_ADDRESS as in getCredits', async () => {
    const address = await insertMember(server)
    expect(await (await get(newAddress())).json()).toMatchObject({ code: 'USER_NOT_FOUND' })
    await optOutUser(server.ledger, { actor: root, address })
    expect((await get(address)).status).toBe(404)
    await flagUsers(server.ledger, {
      actor: root,
      addresses: [address],
      flag: { type: 'captcha', reason: { message: 'm' } },
    })
    const flagged = await get(address)
    expect([flagged.status, await flagged.json()]).toMatchObject([401, { ok: false, code: 'USER_FLAGGED' }])
    expect(await (await get('0x1')).json()).toMatchObject({ code: 'INVALID_ADDRESS' })
  })

  test('behavior: of this week one demo user’s goals are paid and claimed, another’s are pending and half done too', async () => {
    const demo = await startTestServer({ seed: true })
    try {
      const answer = await fetch(`${demo.url}/users/${demoUsers.fresh.address}/progress`)
      const { goals, season } = (await answer.json()) as Progress
      expect([answer.status, season?.id, goals.length]).toEqual([200, 5, 4])
      const paid = await demo.knex('credits').where({
        address: demoUsers.fresh.address,
        goal_period: dayOf(mondayIn(0)),
      })
      expect(goals.filter(({ isPaid, isClaimed }) => isPaid && isClaimed).map(({ id }) => id)).toEqual(
        paid.map(({ goal_id }) => goal_id).sort(),
      )

      const { address } = demoUsers.earning
      const earning = (await (await fetch(`${demo.url}/users/${address}/progress`)).json()) as Progress
      expect(earning.goals.map(({ id, progress, isClaimed }) => [id, progress.completedSteps, isClaimed])).toEqual([
        ['s5-attend-events', 1, false],
        ['s5-emote-photo', 0, false],
        ['s5-log-in', 3, false],
        ['s5-weekly-location', 1, true],
      ])
      expect(earning.pendingCredits).toMatchObject([{ goalId: 's5-log-in', amount: '20' }])
      const entries = demo.knex('entries').where({ address }).orderBy('version')
      expect(await entries.select('kind', 'cause', 'actor')).toEqual([
        { kind: 'granted', cause: 'goal', actor: 'demo' },
        { kind: 'granted', cause: 'goal', actor: 'demo' },
        { kind: 'claimed', cause: 'operator', actor: 'demo' },
      ])
    } finally {
      await demo.stop()
    }
  })
})
