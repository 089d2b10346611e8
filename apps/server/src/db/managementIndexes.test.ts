import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/createTestDatabase.js'
import { createReadAudit } from '../audit/readAudit.js'
import { goalHasHistory } from '../domain/goalHasHistory.js'
import { createListCredits } from '../ledger/listCredits.js'
import { openKnex } from './openKnex.js'
import type { ReadPool } from './openReadPool.js'

let database: TestDatabase
let client: pg.Client
beforeAll(async () => {
  database = await createTestDatabase()
  client = new pg.Client({ connectionString: database.connectionString })
  await client.connect()
  // The tables are empty, and an empty table is read as it is; so it must look dear.
  await client.query('set enable_seqscan = off; set enable_sort = off; set enable_bitmapscan = off')
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

/** How Postgres finds the rows of a statement with these values. */
async function planOf(text: string, values: readonly unknown[]): Promise<string> {
  const { rows } = await client.query(`explain ${text}`, [...values])
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}

/** Explains what is read instead of reading it. */
function explaining(plans: string[]): ReadPool {
  return {
    read: async ({ text }, values) => {
      plans.push(await planOf(text, values))
      return []
    },
    close: async () => {},
  }
}

describe('what operators ask of millions of rows is found by an index, in the order of its page', () => {
  const audit = { client: undefined, target: undefined, from: undefined, to: undefined, limit: 50, behind: null }
  const credits = { asOf: null, limit: 50, behind: null }

  test.each([
    ['goalId', { goalId: 'visit' }, 'credits_of_a_goal'],
    ['seasonId', { seasonId: 5 }, 'credits_of_a_season'],
    ['nothing', {}, 'credits_in_order'],
  ])('listCredits by %s', async (_, filter, index) => {
    const plans: string[] = []
    await createListCredits(explaining(plans))({ ...credits, filter })
    expect(plans.join()).toContain(`Index Scan Backward using ${index}`)
    expect(plans.join()).not.toMatch(/Sort Key|Seq Scan/)
  })

  test.each([
    ['deleteSeason', 'audit_log_of_an_operation'],
    // What clients call all day is found by age, and costs no index.
    ['grantCredits', 'audit_log_by_age'],
  ])('readAudit by the operation %s', async (operation, index) => {
    const plans: string[] = []
    await createReadAudit(explaining(plans))({ ...audit, operation })
    expect(plans.join()).toMatch(new RegExp(`Index (Only )?Scan using ${index}`))
    expect(plans.join()).not.toMatch(/Sort Key|Seq Scan/)
  })

  test('whether a goal has history', async () => {
    const knex = openKnex(database.connectionString)
    const asked: { sql: string; bindings: unknown[] }[] = []
    knex.on('query', (one) => asked.push(one))
    await knex.transaction((trx) => goalHasHistory(trx, { id: 'visit', season_id: 5 }))
    await knex.destroy()
    const statements = asked.filter(({ sql }) => sql.startsWith('select'))
    const plans = await Promise.all(
      statements.map(({ sql, bindings }) =>
        planOf(
          sql.replace(/\?/g, () => '$0'),
          bindings,
        ),
      ),
    )
    expect(plans).toEqual([
      expect.stringContaining('goal_progress_of_a_goal'),
      expect.stringMatching(/credits_of_a_(goal|season)/),
    ])
  })
})
