import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/createTestDatabase.js'
import { bringUpToDate } from './bringUpToDate.js'

describe('bringUpToDate', () => {
  let database: TestDatabase
  let client: pg.Client

  beforeAll(async () => {
    database = await createTestDatabase({ migrated: false })
    client = new pg.Client(database.connectionString)
    await client.connect()
  })
  afterAll(async () => {
    await client.end()
    await database.drop()
  })

  test('error: a user who may not create tables is told so, without the SQL', async () => {
    const role = `reader_${process.pid}`
    await client.query(`create role ${role} login`)
    try {
      const url = new URL(database.connectionString)
      url.username = role
      await expect(bringUpToDate(url.href)).rejects.toMatchObject({
        name: 'CommandError',
        code: 'MAY_NOT_MIGRATE',
        problem: 'The user of DATABASE_URL may not create tables: permission denied for schema public.',
        remedy: 'Make it the owner of the database, or run `credits-server migrate` as one who may.',
      })
    } finally {
      await client.query(`drop role ${role}`)
    }
  })

  test('default: runs what is missing, once', async () => {
    const told: string[] = []
    const ran = await bringUpToDate(database.connectionString, (text) => told.push(text))
    expect(ran[0]).toBe('001_domains')
    const steps = ran.map((name, index) => `Migration ${name}, ${index + 1} of ${ran.length}`)
    expect(told).toEqual(['Waiting for other servers that migrate', ...steps])
    expect(await bringUpToDate(database.connectionString)).toEqual([])
  })

  test('error: a database that a newer build has migrated', async () => {
    await client.query("insert into knex_migrations (name, batch) values ('900_later', 9), ('901_later', 9)")
    await expect(bringUpToDate(database.connectionString)).rejects.toMatchObject({
      code: 'DATABASE_IS_NEWER',
      problem: 'The database has migrations that this build does not know: 900_later, 901_later.',
      remedy: 'A newer credits-server made them; run that one, or restore the backup from before it.',
    })
  })
})
