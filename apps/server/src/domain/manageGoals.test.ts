import { randomUUID } from 'node:crypto'
import type { Goal, GoalPage } from '@credits-server/contract'
import { parseMana } from '@credits-server/onchain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askOperator } from '../../test/askOperator.js'
import { newAddress } from '../../test/grantTestCredit.js'
import { createTestGoal, createTestSeason } from '../../test/seasonTools.js'
import { startTestServer, type TestServer } from '../../test/startTestServer.js'
import { changeBalance } from '../ledger/changeBalance.js'
import { issueCredits } from '../ledger/issueCredits.js'
import { closeGoal } from './closeGoal.js'
import { createGoal } from './createGoal.js'
import { editGoal } from './editGoal.js'

let server: TestServer
let seasonId: number
beforeAll(async () => {
  server = await startTestServer()
  seasonId = (await createTestSeason(server)).id
})
afterAll(() => server.stop())

const goal = (fields: Record<string, unknown> = {}) => ({
  id: `log-in-${randomUUID().slice(0, 8)}`,
  title: 'Log in on 3 separate days',
  period: 'weekly',
  steps: 3,
  reward: '4.5',
  ...fields,
})
const create = (body: unknown, season = seasonId) =>
  askOperator<never>(server, 'POST', `/seasons/${season}/goals`, body)
const edit = (id: string, body: unknown) => askOperator<never>(server, 'PATCH', `/goals/${id}`, body)
const refused = (status: number, code: string) => ({ status, body: { code } })

/** Pays a goal to somebody, as a report of progress would. */
async function payGoal({ id, seasonId }: Goal): Promise<void> {
  const address = newAddress()
  const season = { id: seasonId, endsAt: new Date('2040-01-01Z') }
  const terms = {
    issuer: 'goals',
    reference: `goal:${address}:${id}:2040-01-02`,
    valueWei: parseMana('4'),
    expiresAt: new Date('2041-01-01Z'),
    season,
    goal: { id, period: '2040-01-02' },
    reason: null,
    annotation: null,
  }
  await server.knex.transaction((trx) =>
    changeBalance(trx, { address, actor: 'goals', cause: 'goal' }, async (user) =>
      (await issueCredits(trx, user, [terms], server.issuance)).map(({ fact }) => fact),
    ),
  )
}

describe('createGoal', () => {
  test('default: a goal, and in the list of its season', async () => {
    const body = goal({ description: 'Any day', thumbnail: 'https://images.example/a.png?b=c#d', period: 'once' })
    const created = await create(body)
    expect(created).toMatchObject({ status: 201, body: { ...body, seasonId } })
    expect(await create(goal({ steps: 1_000_000, reward: '0.000000000000000001' }))).toMatchObject({ status: 201 })
    const { goals }: GoalPage = (await (await fetch(`${server.url}/seasons/${seasonId}/goals`)).json()) as never
    expect(goals).toContainEqual({ ...body, seasonId })
  })

  test('error: GOAL_EXISTS in any season, SEASON_NOT_FOUND, SEASON_CLOSED', async () => {
    const body = goal()
    const other = await createTestSeason(server)
    expect((await create(body)).status).toBe(201)
    for (const season of [seasonId, other.id])
      expect(await create({ ...body, title: 'Another' }, season)).toMatchObject(refused(409, 'GOAL_EXISTS'))
    expect(await create(goal(), 2_147_483_647)).toMatchObject(refused(404, 'SEASON_NOT_FOUND'))
    await askOperator<never>(server, 'POST', `/seasons/${other.id}/close`)
    expect(await create(goal(), other.id)).toMatchObject(refused(422, 'SEASON_CLOSED'))
  })

  test.each([
    ['INVALID_GOAL_ID', { id: '' }],
    ['INVALID_GOAL_ID', { id: 'Log-in' }],
    ['INVALID_GOAL_ID', { id: 'a_b' }],
    ['INVALID_GOAL_ID', { id: 'x'.repeat(65) }],
    ['INVALID_TEXT', { title: '' }],
    ['INVALID_TEXT', { title: 'a\nb' }],
    ['INVALID_TEXT', { description: 'x'.repeat(257) }],
    ['INVALID_BODY', { thumbnail: 'http://images.example/a.png' }],
    ['INVALID_BODY', { thumbnail: 'javascript:alert(1)' }],
    ['INVALID_BODY', { thumbnail: 'https://user:pass@images.example/' }],
    ['INVALID_BODY', { thumbnail: 'https://images.example/a b' }],
    ['INVALID_BODY', { thumbnail: 'https:///' }],
    ['INVALID_BODY', { thumbnail: `https://images.example/${'a'.repeat(2_030)}` }],
    ['INVALID_BODY', { period: 'daily' }],
    ['INVALID_BODY', { steps: 0 }],
    ['INVALID_BODY', { steps: 1.5 }],
    ['INVALID_BODY', { steps: 1_000_001 }],
    ['INVALID_BODY', { title: undefined }],
    ['INVALID_AMOUNT', { reward: '0' }],
    ['AMOUNT_MUST_BE_STRING', { reward: 4 }],
    ['UNKNOWN_FIELD', { seasonId: 1 }],
  ])('error: %s for %j', async (code, fields) => {
    expect(await create(goal(fields))).toMatchObject(refused(400, code))
  })
})

describe('getGoals', () => {
  test('default: the goals of one season in the order of their ids, a page at a time', async () => {
    const { id } = await createTestSeason(server)
    const ids = ['b', 'a-1', 'a', 'a1', '0', 'z-9', '-']
    for (const goalId of ids) await create(goal({ id: `${goalId}-x` }), id)
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const path: string = `${server.url}/seasons/${id}/goals?limit=2${cursor && `&cursor=${cursor}`}`
      const page = (await (await fetch(path)).json()) as GoalPage
      seen.push(...page.goals.map((each) => each.id))
      cursor = page.nextCursor
    }
    expect(seen).toEqual(ids.map((goalId) => `${goalId}-x`).sort())
  })

  test('behavior: a season without goals has an empty page', async () => {
    const { id } = await createTestSeason(server)
    const answer = await fetch(`${server.url}/seasons/${id}/goals`)
    expect([answer.status, await answer.json()]).toEqual([200, { goals: [], nextCursor: null }])
  })

  test('error: SEASON_NOT_FOUND, INVALID_CURSOR', async () => {
    const answer = await fetch(`${server.url}/seasons/2147483647/goals`)
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'SEASON_NOT_FOUND' }])
    for (const cursor of ['', 'A', Buffer.from('A').toString('base64url'), 'YQ=='])
      expect(await askOperator<never>(server, 'GET', `/seasons/${seasonId}/goals?cursor=${cursor}`)).toMatchObject(
        refused(400, 'INVALID_CURSOR'),
      )
  })
})

describe('editGoal', () => {
  test('default: what is sent changes; before anybody has worked for it, everything may', async () => {
    const { id } = await createTestGoal(server, seasonId)
    const fields = {
      title: 'New',
      description: 'd',
      thumbnail: 'https://a.example/',
      period: 'once',
      steps: 9,
      reward: '8',
    }
    expect(await edit(id, fields)).toMatchObject({ status: 200, body: { id, seasonId, ...fields } })
    const { body } = await edit(id, { description: null, thumbnail: null })
    expect(body).toEqual({ id, seasonId, title: 'New', period: 'once', steps: 9, reward: '8' })
  })

  test('error: GOAL_FROZEN for its terms from its first credit on; its words stay open', async () => {
    const goal = await createTestGoal(server, seasonId)
    await payGoal(goal)
    for (const fields of [{ reward: '4.1' }, { steps: 4 }, { period: 'once' }, { title: 'No', reward: '3' }])
      expect([fields, await edit(goal.id, fields)]).toMatchObject([fields, refused(422, 'GOAL_FROZEN')])
    const same = { title: 'Yes', reward: '4.0', steps: 3, period: 'weekly' }
    expect(await edit(goal.id, same)).toMatchObject({ status: 200, body: { title: 'Yes', reward: '4' } })
    expect(await askOperator<never>(server, 'DELETE', `/seasons/${seasonId}`)).toMatchObject(
      refused(409, 'SEASON_HAS_HISTORY'),
    )
  })

  test('error: GOAL_NOT_FOUND, INVALID_GOAL_ID, and an edit of nothing', async () => {
    expect(await edit('nobody', { title: 'x' })).toMatchObject(refused(404, 'GOAL_NOT_FOUND'))
    expect(await edit('No-One', { title: 'x' })).toMatchObject(refused(400, 'INVALID_GOAL_ID'))
    expect(await edit('nobody', {})).toMatchObject(refused(400, 'INVALID_BODY'))
  })
})

describe('closeGoal', () => {
  test('default: it is told when, once', async () => {
    const { id } = await createTestGoal(server, seasonId)
    const { status, body } = await askOperator<never>(server, 'POST', `/goals/${id}/close`)
    expect([status, body]).toMatchObject([200, { id, closedAt: expect.stringMatching(/\.\d{3}Z$/) }])
    const { closedAt } = body as Goal
    expect(await askOperator<never>(server, 'POST', `/goals/${id}/close`)).toMatchObject({ body: { closedAt } })
    expect(await askOperator<never>(server, 'POST', '/goals/nobody/close')).toMatchObject(
      refused(404, 'GOAL_NOT_FOUND'),
    )
  })
})

describe('goals:write', () => {
  test('error: FORBIDDEN without it, and nothing changes', async () => {
    const { id } = await createTestGoal(server, seasonId)
    const before = await server.knex('goals').orderBy('id')
    const actor = { client: 'shop', scopes: ['seasons:write', 'goals:report'] } as const
    const newGoal = { id: 'new', title: 't', period: 'once', steps: 1, reward: '1' } as const
    for (const attempt of [
      createGoal(server, { actor, seasonId, goal: newGoal }),
      editGoal(server, { actor, id, edit: { title: 'x' } }),
      closeGoal(server, { actor, id }),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'FORBIDDEN', details: { scope: 'goals:write' } })
    }
    expect(await server.knex('goals').orderBy('id')).toEqual(before)
  })
})
