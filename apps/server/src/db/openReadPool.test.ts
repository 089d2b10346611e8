import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/createTestDatabase.js'
import { startDatabaseProxy } from '../../test/startDatabaseProxy.js'
import { openReadPool } from './openReadPool.js'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const statement = { name: 'epoch', text: 'select epoch from ledger_identity' }

/** A pool behind a proxy, with its four connections open. */
async function openThroughProxy() {
  const { proxy, connectionString } = await startDatabaseProxy(database)
  const pool = openReadPool(connectionString)
  const read = () => pool.read<{ epoch: string }>(statement, [])
  await Promise.all([read(), read(), read(), read()])
  onTestFinished(async () => {
    await pool.close()
    await proxy.close()
  })
  return { proxy, read }
}

/** How long it takes, in ms, and how it ends. */
async function timed(work: Promise<unknown>): Promise<[code: string, ms: number]> {
  const beganAtMs = performance.now()
  const code = await work.then(
    () => 'read',
    (error) => error.code,
  )
  return [code, performance.now() - beganAtMs]
}

describe('openReadPool', () => {
  test('default: no query is compiled, whatever options the connection string has; a plan is made once if so asked', async () => {
    const settings = {
      name: 'settings',
      text: "select current_setting('jit') as jit, current_setting('plan_cache_mode') as plans, current_setting('timezone') as zone",
    }
    const url = new URL(database.connectionString)
    url.searchParams.set('options', '-c timezone=Asia/Tokyo')
    for (const planOnce of [false, true]) {
      const pool = openReadPool(url.href, { planOnce })
      const plans = planOnce ? 'force_generic_plan' : 'auto'
      expect(await pool.read(settings, [])).toEqual([{ jit: 'off', plans, zone: 'Asia/Tokyo' }])
      await pool.close()
    }
  })

  test('behavior: connections that were reset while idle cost nobody an answer', async () => {
    const { proxy, read } = await openThroughProxy()
    proxy.cutAll()
    expect(await Promise.all([read(), read(), read(), read(), read()])).toHaveLength(5)
  })

  test('error: UNAVAILABLE from a database that says nothing, within seconds, and it recovers by itself', async () => {
    const { proxy, read } = await openThroughProxy()
    proxy.blackhole()
    for (const [code, ms] of await Promise.all(Array.from({ length: 8 }, () => timed(read())))) {
      expect([code, ms < 5_000]).toEqual(['UNAVAILABLE', true])
    }
    proxy.cutAll()
    proxy.heal()
    expect(await timed(read())).toEqual(['read', expect.any(Number)])
  })

  test('behavior: a process that was held up itself hears what came meanwhile, and gives nobody up for it', async () => {
    const pool = openReadPool(database.connectionString, { statementMs: 500 })
    onTestFinished(() => pool.close())
    const read = () => pool.read(statement, [])
    await read()
    const answer = timed(read())
    // The question goes out first.
    await new Promise(setImmediate)
    holdUp(2_000)
    expect(await answer).toEqual(['read', expect.any(Number)])
  })
})

function holdUp(ms: number): void {
  const untilMs = performance.now() + ms
  while (performance.now() < untilMs);
}
