import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { findDiscrepancies } from '../src/ledger/findDiscrepancies.js'
import { createTestKey, type TestKey } from './createTestKey.js'
import { expectRate, flood } from './expectRate.js'
import { grantTestCredit, newAddress } from './grantTestCredit.js'
import { openStream } from './openStream.js'
import { startTestServer, type TestServer } from './startTestServer.js'

const perSecond = 5
let server: TestServer

const forMs = (ms: number) => {
  const endMs = performance.now() + ms
  return () => performance.now() > endMs
}

/**
 * Asks for two seconds' worth at once, again and again, until one request is refused: that one. Of the next request nobody can say
 * whether it is refused, as the bucket fills meanwhile.
 */
async function exhaust(ask: () => Promise<Response>): Promise<Response> {
  for (let tries = 0; tries < 100; tries++) {
    const answers = await Promise.all(Array.from({ length: 2 * perSecond }, ask))
    const refused = answers.find(({ status }) => status === 429)
    await Promise.all(answers.filter((answer) => answer !== refused).map(({ body }) => body?.cancel()))
    if (refused) return refused
  }
  throw new Error('nothing is refused')
}

const second = () => new Promise((resolve) => setTimeout(resolve, 1_050))

describe('the rate of an API client', () => {
  let reader: TestKey
  let granter: TestKey
  beforeAll(async () => {
    server = await startTestServer({ env: { RATE_LIMIT_PER_CLIENT: String(perSecond), LOG_LEVEL: 'silent' } })
    reader = await createTestKey(server, ['credits:read', 'users:write'])
    granter = await createTestKey(server, ['credits:grant'])
  })
  afterAll(async () => {
    expect(await findDiscrepancies(server.knex)).toEqual([])
    await server.stop()
  })

  const ask = (path: string, { secret }: Pick<TestKey, 'secret'>, init: RequestInit = {}) =>
    fetch(server.url + path, { ...init, headers: { Authorization: `Bearer ${secret}`, ...init.headers } })
  const grant = (address: string, key: string, body: object = {}) =>
    ask(`/users/${address}/credits`, granter, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body: JSON.stringify({
        type: 'on-demand',
        amount: '1',
        reason: 'rate',
        expiresAt: '2100-01-01T00:00:00Z',
        ...body,
      }),
    })

  test('default: so many at once and so many a second, whatever it asks for and with whichever key', async () => {
    const { client } = reader
    const second = await createTestKey(server, ['credits:read'], { client })
    const asks = [() => ask('/credits', reader), () => ask('/credits', second), () => ask('/users', reader)]
    const answers = await flood(async (turn) => (await (asks[turn % 3] ?? asks[0])?.())?.status ?? 0, {
      enough: forMs(1_500),
    })
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429]))
    expectRate(answers, perSecond)
    // Nobody else is held back by it.
    expect((await grant(newAddress(), randomUUID())).status).toBe(201)
  })

  test('error: RATE_LIMITED says when to come again', async () => {
    const refused = await exhaust(() => ask('/credits', reader, { headers: { Origin: 'https://dapp.example' } }))
    expect(Object.fromEntries(refused.headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'retry-after': '1',
    })
    expect(refused.headers.has('access-control-allow-origin')).toBe(false)
    expect(await refused.json()).toMatchObject({ code: 'RATE_LIMITED', requestId: expect.any(String) })
    await second()
    expect((await ask('/credits', reader)).status).toBe(200)
  })

  test('order of checks: 400 of path and headers, 401 and 403 come before it, the body behind it', async () => {
    await exhaust(() => grant(newAddress(), randomUUID()))
    expect((await grant('0X', 'k')).status).toBe(400)
    expect((await grant(newAddress(), '')).status).toBe(400)
    expect((await ask('/credits', { secret: 'wrong' })).status).toBe(401)
    expect((await ask('/credits', granter)).status).toBe(403)
    const text = { 'Content-Type': 'text/plain', 'Idempotency-Key': 'k' }
    for (const [status, wrong] of [
      [400, () => grant(newAddress(), 'k', { amount: 1, surplus: true })],
      [415, () => ask(`/users/${newAddress()}/credits`, granter, { method: 'POST', headers: text, body: 'x' })],
    ] as const) {
      await exhaust(wrong)
      await second()
      expect((await wrong()).status).toBe(status)
    }
  })

  test('behavior: a refused grant leaves nothing, and its key is granted once when it comes again', async () => {
    const refused = await exhaust(() => {
      const address = newAddress()
      return grant(address, address)
    })
    const address = new URL(refused.url).pathname.split('/')[2] ?? ''
    expect(await server.knex('idempotency_keys').where({ key: address })).toEqual([])
    expect(await server.knex('audit_log').where({ idempotency_key: address })).toEqual([])
    await second()
    const answers = [await grant(address, address), await grant(address, address)]
    expect(answers.map(({ status, headers }) => [status, headers.get('idempotency-replayed')])).toEqual([
      [201, null],
      [201, 'true'],
    ])
    expect(await server.knex('credits').where({ address })).toHaveLength(1)
  })

  test('behavior: what needs no key, preflights and the ops listener are not counted', async () => {
    await exhaust(() => ask('/credits', reader))
    const free = ['/seasons', '/signer']
    for (const path of free) expect((await ask(path, reader)).status).toBe(200)
    expect((await ask('/credits', reader, { method: 'OPTIONS' })).status).toBe(204)
    for (let n = 0; n < 3 * perSecond; n++) expect((await fetch(`${server.opsUrl}/health/live`)).status).toBe(200)
  })
})

describe('the rate of a client address', () => {
  let proxied: TestServer
  let address: string
  beforeAll(async () => {
    const env = { RATE_LIMIT_PER_IP: String(perSecond), CACHE_MB: '8', LOG_LEVEL: 'silent' }
    server = await startTestServer({ env })
    proxied = await startTestServer({ env: { ...env, TRUSTED_PROXY_HOPS: '1' } })
    const user = newAddress()
    await grantTestCredit(server, user, { mana: '1' })
    address = user
  })
  afterAll(async () => {
    await Promise.all([server.stop(), proxied.stop()])
  })

  const path = () => `/users/${address}/credits`
  const read = (headers: Record<string, string> = {}) => fetch(server.url + path(), { headers })

  test('default: so many at once and so many a second, from copies and the long way together', async () => {
    // Two ranges are not plain enough for the quick way.
    const ways = [{}, { Accept: 'application/json;q=0.9, */*' }, { 'If-None-Match': '*' }]
    const answers = await flood(async (turn) => (await read(ways[turn % 3])).status, { enough: forMs(1_500) })
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 304, 429]))
    expectRate(answers, perSecond)
  })

  test('behavior: a read that fails was one request', async () => {
    const unknown = `${server.url}/users/${newAddress()}/credits`
    await second()
    const answers = await flood(async () => (await fetch(unknown)).status, { enough: forMs(1_000) })
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404, 429]))
    expectRate(answers, perSecond)
  })

  test('error: RATE_LIMITED of reads and streams alike, as a status that pages may read', async () => {
    for (const [url, accept] of [
      [server.url + path(), '*/*'],
      [`${server.url}${path()}/stream`, 'text/event-stream'],
    ] as const) {
      const refused = await exhaust(() => fetch(url, { headers: { Accept: accept, Origin: 'https://dapp.example' } }))
      expect(Object.fromEntries(refused.headers)).toMatchObject({
        'content-type': 'application/json; charset=utf-8',
        'retry-after': '1',
        'access-control-allow-origin': '*',
        'access-control-expose-headers': expect.stringContaining('Retry-After'),
      })
      expect(await refused.json()).toMatchObject({ code: 'RATE_LIMITED' })
    }
    await second()
    const stream = await openStream(`${server.url}${path()}/stream`)
    expect(stream.status).toBe(200)
    stream.close()
  })

  test('order of checks: 400 comes before it and takes nothing, the credential behind it', async () => {
    await exhaust(() => read())
    for (let n = 0; n < 2 * perSecond; n++) expect((await fetch(`${server.url}${path()}?status=x`)).status).toBe(400)
    for (let n = 0; n < 2 * perSecond; n++) expect((await fetch(`${server.url}/credits`)).status).toBe(401)
    await second()
    for (let n = 0; n < 2 * perSecond; n++) expect((await fetch(`${server.url}/nowhere`)).status).toBe(404)
    for (let n = 0; n < 2 * perSecond; n++) {
      expect((await fetch(server.url + path(), { method: 'OPTIONS' })).status).toBe(204)
    }
    const atOnce = await Promise.all(Array.from({ length: perSecond }, () => read()))
    expect(atOnce.map(({ status }) => status)).toEqual(atOnce.map(() => 200))
  })

  test('behavior: forged entries of X-Forwarded-For do not reset it, with a proxy of ours or without', async () => {
    const count = fuzzRuns(100)
    const forged = (turn: number) => `198.51.${turn >> 8}.${turn & 255}`
    for (const [url, headerOf] of [
      [server.url, (turn: number) => forged(turn)],
      [proxied.url, (turn: number) => `${forged(turn)}, 2001:db8::${(turn + 1).toString(16)}`],
      [proxied.url, (turn: number) => `${forged(turn)}, 203.0.113.7`],
    ] as const) {
      await second()
      const ask = async (turn: number) =>
        (await fetch(`${url}/seasons`, { headers: { 'X-Forwarded-For': headerOf(turn) } })).status
      const answers = await flood(ask, { enough: (all) => all.length >= count })
      expectRate(answers, perSecond)
    }
    // Nobody else is held back by it.
    const other = { 'X-Forwarded-For': '203.0.113.7, 203.0.113.8' }
    expect((await fetch(`${proxied.url}/seasons`, { headers: other })).status).toBe(200)
  })
})
