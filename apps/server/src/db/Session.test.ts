import { randomUUID } from 'node:crypto'
import type { Knex } from 'knex'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/createTestDatabase.js'
import { readIssued } from '../ledger/readIssued.js'
import { openKnex } from './openKnex.js'
import { runStatement } from './runStatement.js'
import { ahead, type Session, type Transaction } from './Session.js'
import { transact, transactStatements } from './transact.js'

let database: TestDatabase
let knex: Knex
beforeAll(async () => {
  database = await createTestDatabase()
  knex = openKnex(database.connectionString)
})
afterEach(async () => {
  await knex('users').delete()
})
afterAll(async () => {
  await knex.destroy()
  await database.drop()
})

const addressOf = (digit: string) => `0x${digit.repeat(40)}`
const insertUser = { name: 'insert-user', text: 'insert into users (address) values ($1)' }
const insert = (trx: Session, digit: string) => runStatement(trx, insertUser, [addressOf(digit)])
const addresses = async () => (await knex('users').orderBy('address')).map(({ address }) => address)

describe('Session', () => {
  test('behavior: statements that nobody waits for are done in their order, with the commit', async () => {
    await transactStatements(knex, async (trx) => {
      void ahead(insert(trx, 'a'))
      void ahead(insert(trx, 'b'))
    })
    expect(await addresses()).toEqual([addressOf('a'), addressOf('b')])
  })

  test('error: one that fails, and nobody has waited for it, fails the commit with its own reason', async () => {
    const work = transactStatements(knex, async (trx) => {
      await insert(trx, 'a')
      void ahead(insert(trx, 'x'))
      return 'done'
    })
    await expect(work).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      cause: { message: expect.stringContaining('eth_address_is_lower_case_hex') },
    })
    expect(await addresses()).toEqual([])
  })

  test('error: what runs behind a failure fails for the reason that was there first', async () => {
    const work = transactStatements(knex, async (trx) => {
      void ahead(insert(trx, 'x'))
      await insert(trx, 'a')
    })
    await expect(work).rejects.toThrow(/eth_address_is_lower_case_hex/)
    expect(await addresses()).toEqual([])
  })

  test('behavior: a step that fails under a savepoint takes back itself and no more, and the connection is as good as new', async () => {
    await transactStatements(knex, async (trx) => {
      await insert(trx, 'a')
      const step = trx.underSavepoint(async () => {
        await insert(trx, 'b')
        await trx.underSavepoint(() => insert(trx, 'c'))
        throw new Error('refused')
      })
      await expect(step).rejects.toThrow('refused')
      await insert(trx, 'd')
    })
    expect(await addresses()).toEqual([addressOf('a'), addressOf('d')])
  })

  test('behavior: a statement over a list is planned once, and only here: what knex builds is planned for what it asks', async () => {
    const overList = { name: 'over-a-list', text: 'select name from unnest($1::text[]) name' }
    const planned = {
      name: 'planned',
      text: "select generic_plans::int as once, custom_plans::int as anew from pg_prepared_statements where name = 'over-a-list'",
    }
    const plans = await transactStatements(knex, async (trx) => {
      for (let n = 1; n <= 3; n++) await runStatement(trx, overList, [Array(n).fill('a')])
      return runStatement(trx, planned, [])
    })
    expect(plans).toEqual([{ once: 3, anew: 0 }])
    const settings = await Promise.all(Array.from({ length: 5 }, () => knex.raw('show plan_cache_mode')))
    expect(settings.map(({ rows }) => rows[0].plan_cache_mode)).toEqual(Array(5).fill('auto'))
  })

  test.for([
    ['statements', transactStatements],
    ['knex', transact],
  ] as const)(
    'behavior: no plan looks through a table, however young it was when the plan was made, of %s',
    async ([, run]) => {
      // On one connection, as the plan is.
      const [before, after] = await run(knex, async (trx: Transaction) => {
        const before = await runStatement(trx, timesLooked, [])
        for (let n = 0; n < 10; n++) await readIssued(trx, [randomUUID()])
        return [before, await runStatement(trx, timesLooked, [])]
      })
      expect(after).toEqual(before)
    },
  )
})

/** How often this connection has looked through the credits lately. */
const timesLooked = {
  name: 'times-looked',
  text: "select seq_scan from pg_stat_xact_user_tables where relname = 'credits'",
}
