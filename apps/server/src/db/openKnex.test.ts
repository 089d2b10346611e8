import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/createTestDatabase.js'
import { startDatabaseProxy } from '../../test/startDatabaseProxy.js'
import { isDatabaseLost } from './isDatabaseLost.js'
import { openKnex } from './openKnex.js'
import { openReadPool } from './openReadPool.js'
import { renewEpoch } from './renewEpoch.js'
import { transact } from './transact.js'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

describe('openKnex', () => {
  test('default: no query is compiled', async () => {
    const knex = openKnex(database.connectionString)
    expect((await knex.raw('show jit')).rows).toEqual([{ jit: 'off' }])
    await knex.destroy()
  })

  test('behavior: a connection to a replaced database is refused and closed, of writes and of reads', async () => {
    const admin = openKnex(database.connectionString, { checkIdentity: false })
    await admin('ledger_identity').update({ database_oid: '1' })
    const knex = openKnex(database.connectionString)
    const reads = openReadPool(database.connectionString)
    const sessions = async () => {
      const { rows } = await admin.raw<{ rows: unknown[] }>(
        "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'",
      )
      return rows.length
    }
    for (let n = 0; n < 20; n++) {
      await expect(transact(knex, async () => 'done')).rejects.toMatchObject({ code: 'UNAVAILABLE' })
      await expect(reads.read({ name: 'one', text: 'select 1' }, [])).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    }
    await expect.poll(sessions).toBe(0)
    await renewEpoch(database.connectionString)
    expect(await transact(knex, async () => 'done')).toBe('done')
    await Promise.all([knex.destroy(), reads.close(), admin.destroy()])
  })
  test('error: a database that answers no connection is lost to all who wait for one, whoever came first', async () => {
    const { proxy, connectionString } = await startDatabaseProxy(database)
    const knex = openKnex(connectionString)
    proxy.blackhole()
    const first = knex.raw('select 1').catch(isDatabaseLost)
    // The connection is given up before the second has waited as long as the first.
    await new Promise((resolve) => setTimeout(resolve, 500))
    const second = knex.raw('select 1').catch(isDatabaseLost)
    expect(await Promise.all([first, second])).toEqual([true, true])
    await knex.destroy()
    await proxy.close()
  })
})
