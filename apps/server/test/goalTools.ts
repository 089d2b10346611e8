import { type Address, parseMana } from '@credits-server/onchain'
import { mondayOf } from '../src/seasons/mondayOf.js'
import { askOperator } from './askOperator.js'
import { newAddress } from './grantTestCredit.js'
import type { TestServer } from './startTestServer.js'

type Tables = Pick<TestServer, 'knex'>

export const weekMs = 7 * 86_400_000

/** The Monday that comes `weeks` after the one of this week. */
export const mondayIn = (weeks: number) => new Date(mondayOf(new Date()).getTime() + weeks * weekMs)

/** The day of a moment, as periods have it. */
export const dayOf = (time: Date) => time.toISOString().slice(0, 10)

type Season = {
  readonly id: number
  readonly startsAt: Date
  readonly endsAt: Date
  readonly graceDays?: number
  readonly budgetMana?: string
}

/** Makes a season. */
export async function insertSeason({ knex }: Tables, season: Season): Promise<void> {
  await knex('seasons').insert({
    id: season.id,
    name: `Season ${season.id}`,
    starts_at: season.startsAt,
    ends_at: season.endsAt,
    grace_days: season.graceDays ?? 7,
    budget_wei: String(parseMana(season.budgetMana ?? '1000000000')),
  })
}

type Goal = {
  readonly id: string
  readonly seasonId?: number
  readonly period?: 'weekly' | 'once'
  readonly steps?: number
  readonly rewardMana?: string
}

/** Makes a goal: of season 5, weekly, of one step and for 5 MANA unless it is said otherwise. */
export async function insertGoal({ knex }: Tables, goal: Goal): Promise<void> {
  const { id, seasonId = 5, period = 'weekly', steps = 1, rewardMana = '5' } = goal
  const reward_wei = String(parseMana(rewardMana))
  await knex('goals').insert({ id, season_id: seasonId, title: `Goal ${id}`, period, steps, reward_wei })
}

/** Makes a user who has joined. */
export async function insertMember({ knex }: Tables): Promise<Address> {
  const address = newAddress()
  await knex('users').insert({ address, known_at: new Date() })
  return address
}

/** Lets a user's time go on to a moment: from then on it is the greater of the clock and this. */
export async function passTime({ knex }: Tables, address: Address, at: Date): Promise<void> {
  await knex('users').where({ address }).update({ last_at: at })
}

/** Reports an event as the root client, through the door of an instance. */
export const report = (url: string, goalId: string, body: Record<string, unknown>) =>
  askOperator({ url }, 'POST', `/goals/${goalId}/progress`, body)

/** Claims for a user as the root client. */
export const claim = (url: string, address: string, body: Record<string, unknown> = {}) =>
  askOperator({ url }, 'POST', `/users/${address}/claims`, body)
