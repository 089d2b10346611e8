import { afterEach, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/createTestDatabase.js'
import { dumpSchema } from './dumpSchema.js'
import { migrate } from './migrate.js'
import { migrations } from './migrations/index.js'
import { openKnex } from './openKnex.js'

let database: TestDatabase
afterEach(() => database.drop())

async function schemaOf({ connectionString }: TestDatabase): Promise<string> {
  const knex = openKnex(connectionString, { checkIdentity: false })
  try {
    return await dumpSchema(knex)
  } finally {
    await knex.destroy()
  }
}

describe('migrate', () => {
  test('default: a fresh database becomes the committed schema; vitest -u rewrites it', async () => {
    database = await createTestDatabase({ migrated: false })
    expect(await migrate(database.connectionString)).toEqual(migrations.map(({ name }) => name))
    expect(await migrate(database.connectionString)).toEqual([])
    await expect(await schemaOf(database)).toMatchFileSnapshot('schema.txt')
  })

  test('behavior: down takes everything away, and up again gives the same schema', async () => {
    database = await createTestDatabase({ migrated: false })
    await migrate(database.connectionString)
    const fresh = await schemaOf(database)
    expect(await migrate(database.connectionString, 'down')).toHaveLength(migrations.length)
    expect((await schemaOf(database)).trim()).toBe('')
    await migrate(database.connectionString)
    expect(await schemaOf(database)).toBe(fresh)
  })

  test('behavior: each migration down and up again leaves the schema as it was', async () => {
    database = await createTestDatabase({ migrated: false })
    await migrate(database.connectionString)
    const fresh = await schemaOf(database)
    for (let steps = 1; steps <= migrations.length; steps++) {
      await migrate(database.connectionString, 'down', steps)
      expect(await schemaOf(database)).not.toBe(fresh)
      await migrate(database.connectionString)
      expect(await schemaOf(database)).toBe(fresh)
    }
  })

  test('race: three instances that start at once on an empty database migrate it once', async () => {
    database = await createTestDatabase({ migrated: false })
    const ran = await Promise.all([1, 2, 3].map(() => migrate(database.connectionString)))
    expect(ran.map((names) => names.length).sort()).toEqual([0, 0, migrations.length])
  })
})
