import { describe, expect, test } from 'vitest'
import { openKnex } from '../src/db/openKnex.js'
import { createTestDatabase, type TestDatabase } from './createTestDatabase.js'

/** A version that nothing tells of. */
async function plant({ connectionString }: TestDatabase): Promise<void> {
  const knex = openKnex(connectionString)
  await knex('users').insert({ address: `0x${'a'.repeat(40)}`, version: 1 })
  await knex.destroy()
}

describe('createTestDatabase', () => {
  test('error: drop fails with what the auditor finds, even when it was closed, and removes it all the same', async () => {
    const database = await createTestDatabase()
    await plant(database)
    await database.close()
    await expect(database.drop()).rejects.toThrow('version 1 with 0 entries')
    await expect(database.drop()).rejects.toThrow('does not exist')
  })

  test('behavior: what holds no ledger is not audited, nor what has no tables', async () => {
    const database = await createTestDatabase({ noLedger: 'a version is planted' })
    await plant(database)
    await database.drop()
    await (await createTestDatabase({ migrated: false })).drop()
  })
})
