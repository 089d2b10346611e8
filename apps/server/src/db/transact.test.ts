import type { Knex } from 'knex'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/createTestDatabase.js'
import { CreditsError } from '../errors/CreditsError.js'
import { openKnex } from './openKnex.js'
import { transact } from './transact.js'

let database: TestDatabase
let knex: Knex
beforeAll(async () => {
  database = await createTestDatabase()
  knex = openKnex(database.connectionString)
})
afterAll(async () => {
  await knex.destroy()
  await database.drop()
})

const address = `0x${'b'.repeat(40)}`
const insert = (trx: Knex.Transaction) => trx('users').insert({ address })
const isThere = async () => (await knex('users').where({ address }).first()) !== undefined

describe('transact', () => {
  test('error: OUTCOME_UNKNOWN when the connection is gone at the commit', async () => {
    const cut = transact(knex, async (trx) => {
      await insert(trx)
      await database.disconnectAll()
    })
    await expect(cut).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
  })

  test('error: UNAVAILABLE when it is gone before, and nothing was done', async () => {
    const cut = transact(knex, async (trx) => {
      await insert(trx)
      await database.disconnectAll()
      await trx.raw('select 1')
    })
    await expect(cut).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect(await isThere()).toBe(false)
  })

  test('error: UNAVAILABLE when none can be had, and it heals', async () => {
    await database.close()
    await expect(transact(knex, insert)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    await database.open()
    expect(await transact(knex, async () => 'done')).toBe('done')
  })

  test('behavior: a refusal and a mistake pass as they are, and take everything back', async () => {
    const refused = transact(knex, async (trx) => {
      await insert(trx)
      throw new CreditsError('RECIPIENT_FLAGGED')
    })
    await expect(refused).rejects.toMatchObject({ code: 'RECIPIENT_FLAGGED' })
    await expect(transact(knex, (trx) => trx.raw('select nonsense'))).rejects.toThrow(/nonsense/)
    expect(await isThere()).toBe(false)
  })
})
