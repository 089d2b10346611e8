import type { Knex } from 'knex'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/createTestDatabase.js'
import { startDatabaseProxy } from '../../test/startDatabaseProxy.js'
import { CreditsError } from '../errors/CreditsError.js'
import { openKnex } from './openKnex.js'
import { transact } from './transact.js'

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

/** What the pool of writes holds at most. */
const poolSize = 10
const address = `0x${'b'.repeat(40)}`
const insert = (trx: Knex.Transaction) => trx('users').insert({ address })
const isThere = async () => (await knex('users').where({ address }).first()) !== undefined

/** Counts how often a work is begun. */
function counted<T>(work: (trx: Knex.Transaction) => Promise<T>) {
  const count = { begun: 0 }
  const run = (trx: Knex.Transaction) => {
    count.begun += 1
    return work(trx)
  }
  return { run, count }
}

/** Makes the pool hold as many idle connections as it can. */
async function fillPool(pool: Knex): Promise<void> {
  let arrived = 0
  let letGo = () => {}
  const all = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const hold = async () => {
    arrived += 1
    if (arrived === poolSize) letGo()
    await all
  }
  await Promise.all(Array.from({ length: poolSize }, () => transact(pool, hold)))
}

describe('transact', () => {
  test('behavior: sessions that were cut while idle cost nothing: the work is done, once', async () => {
    const admin = new pg.Client({ connectionString: database.connectionString })
    await admin.connect()
    await fillPool(knex)
    const cutting = admin.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`)
    // They end while this process cannot look, so that only BEGIN finds out.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)
    const { run, count } = counted(insert)
    await transact(knex, run)
    expect((await cutting).rows).toHaveLength(poolSize)
    await admin.end()
    expect([count.begun, await isThere()]).toEqual([1, true])
  })

  test('behavior: even if each idle connection is only found dead when it is used', async () => {
    const { proxy, connectionString } = await startDatabaseProxy(database)
    const proxied = openKnex(connectionString)
    onTestFinished(async () => {
      await proxied.destroy()
      await proxy.close()
    })
    await fillPool(proxied)
    expect(proxy.open()).toBe(poolSize)
    for (let idle = 0; idle < poolSize; idle++) proxy.cutRequest(() => 0)

    const { run, count } = counted(insert)
    await transact(proxied, run)
    expect([count.begun, await isThere()]).toEqual([1, true])
    expect([proxy.cuts(), proxy.taken()]).toEqual([poolSize, poolSize + 1])
  })

  test('error: OUTCOME_UNKNOWN when the connection is gone at the commit', async () => {
    const { run, count } = counted(async (trx) => {
      await insert(trx)
      await database.disconnectAll()
    })
    await expect(transact(knex, run)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    expect(count.begun).toBe(1)
  })

  test('error: UNAVAILABLE when it is gone before, and nothing was done, nor begun again', async () => {
    const { run, count } = counted(async (trx) => {
      await insert(trx)
      await database.disconnectAll()
      await trx.raw('select 1')
    })
    await expect(transact(knex, run)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect([count.begun, await isThere()]).toEqual([1, false])
  })

  test('error: UNAVAILABLE when it is gone at the first statement, and it is not begun again', async () => {
    const { run, count } = counted(async (trx) => {
      await database.disconnectAll()
      await insert(trx)
    })
    await expect(transact(knex, run)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect([count.begun, await isThere()]).toEqual([1, false])
  })

  test('error: UNAVAILABLE within 3 s when none can be had, and it heals', async () => {
    await fillPool(knex)
    await database.close()
    const beganAtMs = performance.now()
    const lost = await Promise.allSettled(Array.from({ length: 3 * poolSize }, () => transact(knex, insert)))
    expect(performance.now() - beganAtMs).toBeLessThan(3_000)
    expect(lost.map((outcome) => outcome.status === 'rejected' && outcome.reason.code)).toEqual(
      lost.map(() => 'UNAVAILABLE'),
    )
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

  test.each([
    ['at BEGIN', 'UNAVAILABLE'],
    ['at a statement', 'UNAVAILABLE'],
    ['at the commit', 'OUTCOME_UNKNOWN'],
  ])('error: a database that says nothing any more, %s, is %s within 10 s, and it heals', async (where, code) => {
    const { proxy, connectionString } = await startDatabaseProxy(database)
    const proxied = openKnex(connectionString)
    onTestFinished(async () => {
      await proxied.destroy()
      await proxy.close()
    })
    await fillPool(proxied)
    if (where === 'at BEGIN') proxy.blackhole()
    const beganAtMs = performance.now()
    const silent = transact(proxied, async (trx) => {
      await insert(trx)
      proxy.blackhole()
      if (where === 'at a statement') await trx.raw('select 1')
    })
    await expect(silent).rejects.toMatchObject({ code })
    expect(performance.now() - beganAtMs).toBeLessThan(10_000)
    proxy.cutAll()
    proxy.heal()
    expect(await transact(proxied, async () => 'done')).toBe('done')
  })
})
