import type { Knex } from 'knex'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/createTestDatabase.js'
import { createTestIssuance } from '../../test/createTestIssuance.js'
import { openKnex } from '../db/openKnex.js'
import { closeSeason } from '../domain/closeSeason.js'
import { createGoal } from '../domain/createGoal.js'
import { createSeason } from '../domain/createSeason.js'
import { pauseSeason } from '../domain/pauseSeason.js'
import { findDiscrepancies } from '../ledger/findDiscrepancies.js'
import { presentSecond } from '../seasons/presentSecond.js'
import { demoUsers } from './demoUsers.js'
import { seedDemo } from './seedDemo.js'

let database: TestDatabase
let knex: Knex
const issuance = createTestIssuance()

beforeAll(async () => {
  database = await createTestDatabase()
  knex = openKnex(database.connectionString)
  await seedDemo(knex, issuance)
})
afterAll(async () => {
  await knex.destroy()
  await database.drop()
})

const actor = { client: 'root', scopes: 'all' } as const
const countCredits = async () => Number((await knex('credits').count()).at(0)?.['count'])

describe('seedDemo', () => {
  test('default: a season that runs now, modelled on the real season 5, and one that is over', async () => {
    const seasons = await knex('seasons').orderBy('id')
    expect(seasons).toMatchObject([
      { id: 4, grace_days: 14 },
      { id: 5, grace_days: 7, budget_wei: '640000000000000000000000' },
    ])
    const [, running] = seasons
    expect(running.starts_at.getTime()).toBeLessThan(Date.now())
    expect(running.ends_at.getTime()).toBeGreaterThan(Date.now())
    expect(running.ends_at - running.starts_at).toBe(5 * 7 * 86_400_000)
    expect(running.starts_at.getUTCDay()).toBe(1)
    const goals = await knex('goals').where({ season_id: 5 }).orderBy('reward_wei', 'desc').pluck('reward_wei')
    expect(goals.map((wei: string) => BigInt(wei) / 10n ** 18n)).toEqual([20n, 10n, 5n, 5n])
    expect(await knex('users').count().first()).toEqual({ count: String(Object.keys(demoUsers).length) })
  })

  test('behavior: money is conserved and every version has its entry', async () => {
    expect(await findDiscrepancies(knex)).toEqual([])
  })

  test('behavior: a second start adds what expires soon and nothing else; two at once add it once', async () => {
    const before = await countCredits()
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    await seedDemo(knex, issuance)
    expect(await countCredits()).toBe(before + 3)
    await Promise.all([seedDemo(knex, issuance), seedDemo(knex, issuance)])
    expect(await findDiscrepancies(knex)).toEqual([])
    expect(await knex('flags').count().first()).toEqual({ count: '1' })
  })

  test('behavior: an operator’s seasons are left alone, and a closed one of its own is followed by another', async () => {
    const before = await countCredits()
    const season = { name: 'Mine', startsAt: '2126-01-07T00:00:00Z', endsAt: '2126-02-04T00:00:00Z', budget: '1' }
    const { id } = await createSeason({ knex }, { actor, season })
    await seedDemo(knex, issuance)
    await closeSeason({ knex }, { actor, id: 5 })
    const closedAt = presentSecond(new Date(Date.now() - 3_600_000))
    await knex('seasons').where({ id: 5 }).update({ closed_at: closedAt })
    const short = { name: 'Short', startsAt: closedAt, endsAt: '2125-01-01T00:00:00Z', budget: '1' }
    const other = await createSeason({ knex }, { actor, season: short })
    await closeSeason({ knex }, { actor, id: other.id })
    await seedDemo(knex, issuance)
    expect(await knex('goals').whereIn('season_id', [id, other.id])).toEqual([])
    expect(await knex('goals').where({ season_id: other.id + 1 })).toHaveLength(4)
    expect(await countCredits()).toBeGreaterThan(before + 1_000)
    expect(await findDiscrepancies(knex)).toEqual([])
  })

  test('behavior: it starts without the credits that a pause, a budget or another season refuses it', async () => {
    const fresh = await createTestDatabase()
    const other = openKnex(fresh.connectionString)
    const dates = { startsAt: '2020-01-06T00:00:00Z', endsAt: '2126-01-07T00:00:00Z' }
    const { id } = await createSeason({ knex: other }, { actor, season: { name: 'Mine', ...dates, budget: '1' } })
    await seedDemo(other, issuance)
    expect(await other('seasons').pluck('id')).toEqual([id])

    const goal = { id: `s${id}-log-in`, title: 'Mine', period: 'weekly', steps: 1, reward: '2' } as const
    await createGoal({ knex: other }, { actor, seasonId: id, goal })
    await seedDemo(other, issuance)
    await pauseSeason({ knex: other }, { actor, id })
    await seedDemo(other, issuance)
    expect(await other('credits').where({ season_id: id }).first()).toBeUndefined()
    expect(await other('goal_progress').pluck('steps')).toEqual(['3'])
    expect(await other('credits').whereNull('season_id').first()).toBeDefined()
    await other.destroy()
    await fresh.drop()
  })
})
