import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newAddress } from '../../../apps/server/test/grantTestCredit.js'
import { comingSeason } from '../../../apps/server/test/seasonTools.js'
import { rootApiKey, startTestServer, type TestServer } from '../../../apps/server/test/startTestServer.js'
import { type CreditsAdmin, createCreditsAdmin } from '../src/admin/index.js'

let server: TestServer
let admin: CreditsAdmin
/** What left for the server, as method and path. */
const sent: string[] = []
/** Whether answers are lost on their way back. */
let cut = false

beforeAll(async () => {
  server = await startTestServer()
  admin = createCreditsAdmin({
    baseUrl: server.url,
    apiKey: rootApiKey,
    retry: { tries: 3, firstDelayMs: 1, mostDelayMs: 2 },
    fetch: async (input, init) => {
      const { method, url } = input as Request
      sent.push(`${method} ${new URL(url).pathname}`)
      const answer = await fetch(input, init)
      if (cut) throw new TypeError('fetch failed')
      return answer
    },
  })
})
afterAll(() => server.stop())

describe('manageSeasons', () => {
  test('default: a season from its creation to its end', async () => {
    const season = await admin.createSeason(comingSeason({ weeklyBudget: '5' }))
    const { id } = season
    expect(season).toMatchObject({ budget: '100', weeklyBudget: '5', state: 'NOT_STARTED' })
    expect(await admin.editSeason(id, { budget: '7', weeklyBudget: null })).toMatchObject({ id, budget: '7' })
    expect(await admin.pauseSeason(id)).toMatchObject({ id, isPaused: true })
    const grant = { type: 'on-demand', amount: '1', reason: 'A test', seasonId: id } as const
    await expect(admin.grantCredits(newAddress(), grant)).rejects.toMatchObject({ code: 'SEASON_PAUSED' })
    expect(await admin.resumeSeason(id)).toMatchObject({ id, isPaused: false })
    await admin.grantCredits(newAddress(), grant)
    expect(await admin.getSeason(id)).toMatchObject({ id, granted: '1', remaining: '6' })
    await expect(admin.deleteSeason(id)).rejects.toMatchObject({ code: 'SEASON_HAS_HISTORY', status: 409 })
    expect(await admin.closeSeason(id)).toMatchObject({ id, state: 'ENDED' })
  })

  test('behavior: the list is all of them, however small the pages; a season without history can be deleted', async () => {
    const made = [await admin.createSeason(comingSeason()), await admin.createSeason(comingSeason())]
    const listed: number[] = []
    for await (const { id } of admin.listSeasons({ pageSize: 1 })) listed.push(id)
    expect(listed.slice(0, 2)).toEqual(made.map(({ id }) => id).reverse())
    for (const { id } of made) expect(await admin.deleteSeason(id)).toMatchObject({ id })
    for await (const { id } of admin.listSeasons()) expect(listed.slice(2)).toContain(id)
  })

  test('behavior: what is true once only is sent once when its answer is lost, the rest again', async () => {
    const { id } = await admin.createSeason(comingSeason())
    const goal = { id: 'twice', title: 'Log in', period: 'weekly', steps: 3, reward: '4' } as const
    cut = true
    for (const [call, times] of [
      [() => admin.pauseSeason(id), 3],
      [() => admin.editSeason(id, { name: 'x' }), 3],
      [() => admin.createSeason(comingSeason()), 1],
      [() => admin.createGoal(id, goal), 1],
      [() => admin.closeGoal('twice'), 3],
      [() => admin.deleteSeason(id), 1],
    ] as const) {
      sent.length = 0
      await expect(call()).rejects.toMatchObject({ code: 'NETWORK' })
      expect(sent).toHaveLength(times)
    }
    cut = false
    await expect(admin.getSeason(id)).rejects.toMatchObject({ code: 'SEASON_NOT_FOUND', status: 404 })
  })
})

describe('manageGoals', () => {
  test('default: a goal from its creation to its end', async () => {
    const { id: seasonId } = await admin.createSeason(comingSeason())
    const goal = { id: 'log-in', title: 'Log in', period: 'weekly', steps: 3, reward: '4' } as const
    expect(await admin.createGoal(seasonId, goal)).toEqual({ ...goal, seasonId })
    await expect(admin.createGoal(seasonId, goal)).rejects.toMatchObject({ code: 'GOAL_EXISTS', status: 409 })
    expect(await admin.editGoal('log-in', { reward: '5' })).toEqual({ ...goal, seasonId, reward: '5' })
    expect(await admin.closeGoal('log-in')).toMatchObject({ id: 'log-in', closedAt: expect.any(String) })
    await expect(admin.closeGoal('nobody')).rejects.toMatchObject({ code: 'GOAL_NOT_FOUND' })
  })
})
