import { createRequire } from 'node:module'
import type { Address } from '@credits-server/onchain'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { grantOverHttp } from '../../test/grantOverHttp.js'
import { grantTestCredit, newAddress } from '../../test/grantTestCredit.js'
import { type OpenedStream, openStream } from '../../test/openStream.js'
import { startDatabaseProxy } from '../../test/startDatabaseProxy.js'
import { rootApiKey, startTestServer, type TestServer } from '../../test/startTestServer.js'
import { parseConfig } from '../config/parseConfig.js'
import { type RunningServer, startServer } from '../startServer.js'
import { createPostgresHints } from './createPostgresHints.js'

/** Two instances on one database that read by themselves so seldom that only a hint can be in time, however busy the machine. */
let server: TestServer
let other: RunningServer
const inTimeMs = 10_000

beforeAll(async () => {
  server = await startTestServer({ env: { RECONCILE_MS: '60000' } })
  const { connectionString } = server.database
  const config = parseConfig({ PORT: '0', SEED_DEMO: 'false', RECONCILE_MS: '60000' })
  other = await startServer(config, { connectionString, rootApiKey, logger: pino({ level: 'silent' }) })
})
afterAll(async () => {
  await other.stop()
  await server.stop()
})

/** Opens a stream of a user and takes its first balance. */
async function watch(url: string, address: string): Promise<OpenedStream> {
  const stream = await openStream(`${url}/users/${address}/credits/stream`)
  await stream.next()
  await stream.next()
  return stream
}

const nextTotal = async (stream: OpenedStream, timeoutMs?: number) =>
  JSON.parse((await stream.next(timeoutMs)).data).totalCredits

const listeners = async () => {
  const { rows } = await server.knex.raw(
    "select pid from pg_stat_activity where application_name = 'credits-server hints' and datname = current_database()",
  )
  return rows as { pid: number }[]
}

describe('createPostgresHints', () => {
  test('default: a grant reaches the streams of both instances', async () => {
    const address = newAddress()
    await grantOverHttp(server, address)
    const streams = [await watch(server.url, address), await watch(other.url, address)]
    await grantOverHttp(server, address)
    for (const stream of streams) expect(await nextTotal(stream, inTimeMs)).toBe(2)
    await grantOverHttp(other, address)
    for (const stream of streams) expect(await nextTotal(stream, inTimeMs)).toBe(3)
    for (const stream of streams) stream.close()
  })

  test('behavior: without NATS_URL the client of NATS is not loaded', () => {
    const loaded = Object.keys(createRequire(import.meta.url).cache)
    expect(loaded.some((file) => file.includes('/pg/'))).toBe(true)
    expect(loaded.filter((file) => file.includes('@nats-io'))).toEqual([])
  })

  test('behavior: what is published before the connection is there is told when it is', async () => {
    await expect.poll(async () => (await listeners()).length, { timeout: inTimeMs }).toBe(2)
    const address = newAddress() as Address
    await grantOverHttp(server, address)
    const stream = await watch(other.url, address)
    await grantTestCredit(server, address, { mana: '2' })
    const { connectionString } = server.database
    const logger = pino({ level: 'silent' })
    const early = createPostgresHints({ connectionString, logger, draining: new AbortController().signal })
    early.publish({ address, version: 2 })
    expect(await nextTotal(stream, inTimeMs)).toBe(3)
    stream.close()
    await early.close()
  })

  test('behavior: a notification that is none of ours keeps nobody from hearing the next', async () => {
    const address = newAddress()
    await grantOverHttp(server, address)
    const stream = await watch(other.url, address)
    for (const version of ['', 'x', '-1', '1e3', 'NaN']) {
      await server.knex.raw("select pg_notify('credits_hints', ?)", [`${address}:${version}\n:::\n${address}`])
    }
    await grantOverHttp(server, address)
    expect(await nextTotal(stream, inTimeMs)).toBe(2)
    stream.close()
  })

  test('behavior: many grants at once end at the latest balance, in fewer events than grants', async () => {
    const address = newAddress()
    await grantOverHttp(server, address)
    const stream = await watch(other.url, address)
    await Promise.all(Array.from({ length: 20 }, (_, n) => grantOverHttp(n % 2 ? server : other, address)))
    await expect.poll(() => JSON.parse(stream.events.at(-1)?.data ?? '{}').totalCredits, { timeout: inTimeMs }).toBe(21)
    stream.close()
  })

  test('behavior: a grant between connecting and the first balance is not missed', async () => {
    for (let round = 0; round < 20; round++) {
      const address = newAddress()
      await grantOverHttp(server, address)
      const opening = openStream(`${other.url}/users/${address}/credits/stream`)
      await grantOverHttp(server, address)
      const stream = await opening
      await expect
        .poll(() => JSON.parse(stream.events.at(-1)?.data ?? '{}').totalCredits, { timeout: inTimeMs, interval: 5 })
        .toBe(2)
      stream.close()
    }
  })

  test('behavior: a connection that is cut is made anew, and hints go on', async () => {
    const before = await listeners()
    expect(before).toHaveLength(2)
    for (const { pid } of before) await server.knex.raw('select pg_terminate_backend(?)', [pid])
    await expect.poll(async () => (await listeners()).length, { timeout: inTimeMs }).toBe(2)
    const address = newAddress()
    await grantOverHttp(server, address)
    const stream = await watch(other.url, address)
    await expect
      .poll(
        async () => {
          await grantOverHttp(server, address)
          return nextTotal(stream, 500).catch(() => null)
        },
        { timeout: inTimeMs },
      )
      .not.toBeNull()
    stream.close()
  })

  test('behavior: it is hearing from its first connection to its loss, and again when it has told of the gap', async () => {
    const { proxy, connectionString } = await startDatabaseProxy(server.database)
    const logger = pino({ level: 'silent' })
    const hints = createPostgresHints({ connectionString, logger, draining: new AbortController().signal })
    const hearing = (expected: boolean, timeout = inTimeMs) =>
      expect.poll(() => hints.isHearing(), { timeout }).toBe(expected)
    const heardAtGap: boolean[] = []
    hints.onGap(() => heardAtGap.push(hints.isHearing()))
    expect(hints.isHearing()).toBe(false)
    await hearing(true)

    proxy.blackhole()
    proxy.cutAll()
    await hearing(false)
    expect(heardAtGap).toEqual([true])
    proxy.heal()
    await hearing(true)
    expect(heardAtGap).toEqual([true, true])

    // A connection that is open and says nothing: only the heartbeat misses it.
    proxy.blackhole()
    await hearing(false, 3 * inTimeMs)
    proxy.heal()
    await hearing(true)
    expect(heardAtGap).toEqual([true, true, true])

    await hints.close()
    expect(hints.isHearing()).toBe(false)
    await proxy.close()
  })

  test('behavior: without any hint a stream still follows, by reading', async () => {
    const deaf = await startTestServer({ env: { RECONCILE_MS: '300' } })
    const address = newAddress()
    await grantOverHttp(deaf, address)
    const stream = await watch(deaf.url, address)
    // A change that nobody published.
    await grantTestCredit(deaf, address, { mana: '2' })
    expect(await nextTotal(stream, inTimeMs)).toBe(3)
    stream.close()
    await deaf.stop()
  })

  test('behavior: a lost database fails no grant that was acknowledged, and hints return with it', async () => {
    await server.database.close()
    await new Promise((resolve) => setTimeout(resolve, 300))
    await server.database.open()
    await expect.poll(async () => (await listeners()).length, { timeout: inTimeMs }).toBe(2)
    const address = newAddress()
    await grantOverHttp(server, address)
    const stream = await watch(other.url, address)
    await grantOverHttp(server, address)
    expect(await nextTotal(stream, inTimeMs)).toBe(2)
    stream.close()
  })
})
