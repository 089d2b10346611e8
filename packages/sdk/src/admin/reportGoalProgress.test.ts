import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertGoal, insertMember, insertSeason, mondayIn } from '../../../../apps/server/test/goalTools.js'
import { newAddress } from '../../../../apps/server/test/grantTestCredit.js'
import { rootApiKey, startTestServer, type TestServer } from '../../../../apps/server/test/startTestServer.js'
import { createCreditsReader } from '../createCreditsReader.js'
import { createCreditsAdmin } from './createCreditsAdmin.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await insertSeason(server, { id: 5, startsAt: mondayIn(-1), endsAt: mondayIn(3) })
  await insertGoal(server, { id: 'log-in', steps: 2, rewardMana: '20' })
  await insertGoal(server, { id: 'visit', rewardMana: '5' })
})
afterAll(() => server.stop())

const createAdmin = (fetch?: typeof globalThis.fetch) =>
  createCreditsAdmin({
    baseUrl: server.url,
    apiKey: rootApiKey,
    ...(fetch ? { fetch } : {}),
    retry: { firstDelayMs: 1 },
  })

/** The server's network, which loses the first answer of each request. */
function losing(): typeof globalThis.fetch {
  const lost = new Set<string>()
  return async (input) => {
    const request = input as Request
    const text = await request.clone().text()
    const response = await fetch(request)
    if (lost.has(text)) return response
    lost.add(text)
    await response.arrayBuffer()
    throw new TypeError('fetch failed')
  }
}

describe('reportGoalProgress, getProgress, claimCredits', () => {
  test('default: earned, pending, claimed, spendable', async () => {
    const admin = createAdmin()
    const reader = createCreditsReader({ baseUrl: server.url })
    const address = await insertMember(server)
    const first = await admin.reportGoalProgress('log-in', { address, eventId: `${address}:1` })
    expect(first).toMatchObject({ isCompleted: false, progress: { totalSteps: 2, completedSteps: 1 } })
    const { creditId } = await admin.reportGoalProgress('log-in', { address, eventId: `${address}:2` })
    const { season, goals, pendingCredits } = await reader.getProgress(address)
    expect(season).toMatchObject({ id: 5, week: 2 })
    expect(goals).toMatchObject([
      { id: 'log-in', isPaid: true, isClaimed: false },
      { id: 'visit', isPaid: false },
    ])
    expect(pendingCredits).toMatchObject([{ id: creditId, amount: '20' }])
    expect((await reader.getCredits(address)).credits).toEqual([])
    expect(await admin.claimCredits(address)).toEqual((await reader.getCredits(address)).credits)
    expect(await admin.claimCredits(address)).toEqual([])
    expect(await admin.claimCredits(address, { creditIds: [creditId ?? ''] })).toMatchObject([{ id: creditId }])
  })

  test('behavior: an answer that is lost is asked for again, and the event counts once', async () => {
    const admin = createAdmin(losing())
    const address = await insertMember(server)
    const event = { address, eventId: `${address}:1` }
    expect(await admin.reportGoalProgress('log-in', event)).toMatchObject({ progress: { completedSteps: 1 } })
    const { creditId = '' } = await admin.reportGoalProgress('visit', { address, eventId: `${address}:2` })
    expect(await admin.claimCredits(address, { creditIds: [creditId] })).toMatchObject([{ id: creditId, amount: 5 }])
    expect(await server.knex('goal_progress').where({ address, goal_id: 'log-in' }).pluck('steps')).toEqual(['1'])
  })

  test('error: a refusal is its code, and is not tried again', async () => {
    const admin = createAdmin()
    const event = { address: newAddress(), eventId: 'nobody' }
    await expect(admin.reportGoalProgress('log-in', event)).rejects.toMatchObject({ code: 'USER_NOT_FOUND' })
    const address = await insertMember(server)
    await expect(admin.reportGoalProgress('nothing', { address, eventId: 'e' })).rejects.toMatchObject({
      code: 'GOAL_NOT_FOUND',
      status: 404,
      retryable: false,
    })
    await admin.reportGoalProgress('visit', { address, eventId: 'one' })
    await expect(admin.reportGoalProgress('log-in', { address, eventId: 'one' })).rejects.toMatchObject({
      code: 'EVENT_ID_REUSED',
      retryable: false,
    })
  })
})
