import { randomUUID } from 'node:crypto'
import type { Goal, ManagedSeason, SeasonCreation } from '@credits-server/contract'
import { askOperator, type OperatorAnswer } from './askOperator.js'
import type { TestServer } from './startTestServer.js'

/** Grants through HTTP. */
export function callGrant(
  server: Pick<TestServer, 'url'>,
  address: string,
  fields: Record<string, unknown>,
  key: string = randomUUID(),
): Promise<OperatorAnswer<never>> {
  const body = { type: 'on-demand', amount: '1', reason: 'A test', ...fields }
  return askOperator<never>(server, 'POST', `/users/${address}/credits`, body, { 'Idempotency-Key': key })
}

const weekMs = 7 * 86_400_000

/** A season of one week that is to come, each call another one, so that none of a test's seasons overlap. */
export function comingSeason(fields: Partial<SeasonCreation> = {}): SeasonCreation {
  const startsAt = new Date(Date.UTC(2040, 0, 2) + weekMs * weeksGiven++)
  const text = (time: Date) => `${time.toISOString().slice(0, 19)}Z`
  return {
    name: 'A season',
    startsAt: text(startsAt),
    endsAt: text(new Date(startsAt.getTime() + weekMs)),
    budget: '100',
    ...fields,
  }
}

let weeksGiven = 0

/** Creates one and returns it. */
export async function createTestSeason(
  server: Pick<TestServer, 'url'>,
  fields: Partial<SeasonCreation> = {},
): Promise<ManagedSeason> {
  const { status, body } = await askOperator<never>(server, 'POST', '/seasons', comingSeason(fields))
  if (status !== 201) throw new Error(`createSeason: ${status} ${JSON.stringify(body)}`)
  return body
}

/** Creates a goal of a season and returns it. */
export async function createTestGoal(server: Pick<TestServer, 'url'>, seasonId: number): Promise<Goal> {
  const goal = { id: randomUUID(), title: 'Log in', period: 'weekly', steps: 3, reward: '4' }
  const { status, body } = await askOperator<never>(server, 'POST', `/seasons/${seasonId}/goals`, goal)
  if (status !== 201) throw new Error(`createGoal: ${status} ${JSON.stringify(body)}`)
  return body
}
