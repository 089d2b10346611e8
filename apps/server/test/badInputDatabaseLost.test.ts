import type { Address } from '@credits-server/onchain'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { demoUsers } from '../src/seed/demoUsers.js'
import {
  ask,
  askStream,
  expectError,
  expectFlagged,
  expectNothingGivenAway,
  insertUser,
  openConnection,
  readsOf,
} from './badInputTools.js'
import { startTestServer, type TestServer } from './startTestServer.js'

const optedOut = `0x${'0d'.repeat(20)}` as Address
const users = {
  'known user': demoUsers.fresh.address,
  'user with a thousand credits': demoUsers.thousand.address,
  'flagged user': demoUsers.flagged.address,
  'user who opted out': optedOut,
  'unknown user': `0x${'a5'.repeat(20)}`,
} as const
const [credits, stream, credit, entries] = readsOf(demoUsers.fresh.address)

let server: TestServer

beforeAll(async () => {
  server = await startTestServer({ seed: true })
  await insertUser(server, optedOut, { optedOut: true })
})
afterAll(async () => {
  expectNothingGivenAway(server)
  await server.stop()
})

const get = (path: string, ...headers: string[]) => ask(server, 'GET', path, headers, 10_000)

describe('while the database is lost', () => {
  beforeEach(async () => {
    // A connection of the pool is broken by it, and the test's own are not to be taken for the server's.
    await get(credits)
    await server.database.close()
  })
  afterEach(async () => {
    await server.database.open()
    await expect.poll(async () => (await get(credits)).status, { timeout: 5_000 }).toBe(200)
  })

  test.each(Object.entries(users))('row 34: the reads of a %s are UNAVAILABLE', async (_, address) => {
    const [userCredits, , userCredit, userEntries] = readsOf(address)
    const beganAtMs = performance.now()
    for (const path of [userCredits, `${userCredits}?status=AVAILABLE`, userCredit, userEntries]) {
      expectError(await get(path), 'UNAVAILABLE')
      expectError(await get(path, 'If-None-Match: *'), 'UNAVAILABLE')
      expectError(await ask(server, 'HEAD', path), 'UNAVAILABLE', { head: true })
    }
    expect(performance.now() - beganAtMs).toBeLessThan(3_000)
  })

  test.each(Object.entries(users))('row 34: a new stream of a %s is 200, unavailable, and ends', async (_, address) => {
    const [, userStream] = readsOf(address)
    const answer = await fetch(server.url + userStream, {
      headers: { 'Last-Event-ID': 'x', Origin: 'https://dapp.example' },
    })
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'access-control-allow-origin': '*',
      connection: 'close',
    })
    const frames = (await answer.text()).split('\n\n')
    expect(frames).toHaveLength(2)
    expect(frames[1]).toBe('')
    const [, retry, data] = /^retry: (\d+)\nevent: unavailable\ndata: (.+)$/.exec(frames[0] ?? '') ?? []
    expect(Number(retry)).toBeGreaterThanOrEqual(5_000)
    expect(Number(retry)).toBeLessThanOrEqual(30_000)
    expect(JSON.parse(data ?? '')).toEqual({
      error: expect.stringMatching(/./),
      code: 'UNAVAILABLE',
      requestId: answer.headers.get('x-request-id'),
    })

    const head = await ask(server, 'HEAD', userStream)
    expect([head.status, head.headers['content-type'], head.body]).toEqual([200, 'text/event-stream', ''])
    expect(head.headers).not.toHaveProperty('content-length')
  })

  test('row 34: the waits of streams that cannot start are spread', async () => {
    const texts = await Promise.all(Array.from({ length: 20 }, async () => (await fetch(server.url + stream)).text()))
    const waits = new Set(texts.map((text) => /^retry: (\d+)/.exec(text)?.[1]))
    expect(waits.size).toBeGreaterThan(10)
  })

  test('row 34: what needs no database answers as ever', async () => {
    for (const path of ['/openapi.json', '/openapi.yaml', '/docs', '/docs/reference.js']) {
      expect((await get(path)).status, path).toBe(200)
    }
    expect((await ask(server, 'OPTIONS', credits)).status).toBe(204)
    expectError(await get('/nowhere'), 'NOT_FOUND')
    expectError(await ask(server, 'PUT', credits), 'METHOD_NOT_ALLOWED')
    expectError(await get(credits, 'Accept: text/html'), 'NOT_ACCEPTABLE', { details: expect.anything() })
    expectError(await get(readsOf('x')[1]), 'INVALID_ADDRESS', { details: expect.anything() })
    expectError(await get(`${readsOf(users['flagged user'])[0]}?status=x`), 'INVALID_STATUS', {
      details: expect.anything(),
    })
    expectError(await get(`${credits}/x`), 'INVALID_CREDIT_ID', { details: expect.anything() })
    expectError(await get(`${entries}?cursor=x`), 'INVALID_CURSOR', { details: expect.anything() })
  })
})

test('row 34: an open stream lives on, and everything answers again by itself within 5 s', async () => {
  const connection = openConnection(server)
  connection.write([`GET ${stream} HTTP/1.1`, 'Host: localhost'])
  await expect.poll(connection.text).toMatch(/\ndata: \{"credits"/)

  await server.database.close()
  expectError(await get(credits), 'UNAVAILABLE')
  await server.database.open()
  const openedAtMs = performance.now()
  await expect.poll(async () => (await get(credits)).status, { timeout: 5_000 }).toBe(200)
  expect((await get(credit)).status).toBe(404)
  expectFlagged(await get(readsOf(demoUsers.flagged.address)[0]))
  expectError(await get(readsOf(optedOut)[1]), 'USER_NOT_FOUND')
  expectError(await get(readsOf(users['unknown user'])[0]), 'USER_NOT_FOUND')
  expect((await askStream(server, stream)).text).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*event: heartbeat/)
  expect(performance.now() - openedAtMs).toBeLessThan(5_000)
  expect(connection.closed()).toBe(false)
  expect(connection.text()).not.toContain('unavailable')
})

test('row 34: sessions cut in the middle of reads end neither the process nor with a 500', async () => {
  let stop = false
  const statuses = new Set<number>()
  const readers = Array.from({ length: 8 }, async () => {
    while (!stop) statuses.add((await get(readsOf(demoUsers.thousand.address)[0])).status)
  })
  for (let round = 0; round < 20; round += 1) {
    await server.database.disconnectAll()
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  stop = true
  await Promise.all(readers)
  expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([])
  await expect.poll(async () => (await get(credits)).status, { timeout: 5_000 }).toBe(200)
})
