import type { Knex } from 'knex'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/createTestDatabase.js'
import { openKnex } from './openKnex.js'
import { runStatement } from './runStatement.js'
import { ahead, type Session } from './Session.js'
import { transactStatements } from './transact.js'

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
})
