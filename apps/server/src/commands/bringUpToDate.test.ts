import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/createTestDatabase.js'
import { bringUpToDate } from './bringUpToDate.js'
import { CommandError } from './CommandError.js'

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
      await expect(bringUpToDate(url.href)).rejects.toThrow(
        new CommandError(
          `The user of DATABASE_URL may not create tables: permission denied for schema public. ` +
            'Make it the owner of the database, or run `credits-server migrate` as one who may.',
        ),
      )
    } finally {
      await client.query(`drop role ${role}`)
    }
  })

  test('default: runs what is missing, once', async () => {
    expect(await bringUpToDate(database.connectionString)).toContain('001_domains')
    expect(await bringUpToDate(database.connectionString)).toEqual([])
  })

  test('error: a database that a newer build has migrated', async () => {
    await client.query("insert into knex_migrations (name, batch) values ('900_later', 9), ('901_later', 9)")
    await expect(bringUpToDate(database.connectionString)).rejects.toThrow(
      new CommandError(
        'The database has migrations that this build does not know: 900_later, 901_later. A newer credits-server made ' +
          'them; run that one, or restore the backup from before it.',
      ),
    )
  })
})
