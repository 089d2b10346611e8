import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { demoUsers } from '../src/seed/demoUsers.js'
import { readsOf } from './badInputTools.js'
import { type OpenedStream, openStream } from './openStream.js'
import { startTestServer, type TestServer } from './startTestServer.js'

const [credits, stream] = readsOf(demoUsers.fresh.address)
const [, flaggedStream] = readsOf(demoUsers.flagged.address)
const opened: OpenedStream[] = []
let server: TestServer

afterEach(async () => {
  for (const open of opened.splice(0)) open.close()
  await expect.poll(openStreams, { timeout: 1_000 }).toBe(0)
})

async function open(path: string, headers: Record<string, string> = {}): Promise<OpenedStream> {
  const one = await openStream(server.url + path, headers)
  opened.push(one)
  return one
}

async function openStreams(): Promise<number> {
  const text = await (await fetch(`${server.opsUrl}/metrics`)).text()
  return Number(/^credits_open_streams (\d+)$/m.exec(text)?.[1])
}

describe('row 33: a client address that holds as many streams as it may', () => {
  beforeAll(async () => {
    server = await startTestServer({ seed: true, env: { MAX_STREAMS_PER_IP: '3', TRUSTED_PROXY_HOPS: '1' } })
  })
  afterAll(() => server.stop())

  test('is refused with 429 before the user is looked at, and served again when one has ended', async () => {
    for (let n = 0; n < 3; n++) expect((await open(stream)).status).toBe(200)
    for (const path of [stream, flaggedStream]) {
      const refused = await fetch(server.url + path, { headers: { Origin: 'https://dapp.example' } })
      expect(refused.status).toBe(429)
      expect(Object.fromEntries(refused.headers)).toMatchObject({
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-store',
        'access-control-allow-origin': '*',
        'retry-after': expect.stringMatching(/^[1-9]\d*$/),
      })
      expect(await refused.json()).toMatchObject({ code: 'TOO_MANY_STREAMS', requestId: expect.any(String) })
    }
    expect((await fetch(server.url + credits)).status).toBe(200)
    opened.pop()?.close()
    await expect.poll(async () => (await open(stream)).status, { timeout: 1_000 }).toBe(200)
  })

  test('is the one that our proxy has seen, whatever else X-Forwarded-For claims', async () => {
    const from = (ip: string, n: number) => ({ 'X-Forwarded-For': `198.51.100.${n}, ${ip}` })
    for (let n = 0; n < 3; n++) expect((await open(stream, from('203.0.113.7', n))).status).toBe(200)
    expect((await open(stream, from('203.0.113.7', 4))).status).toBe(429)
    expect((await open(stream, from('203.0.113.8', 4))).status).toBe(200)
  })

  test('a stream that is refused, and HEAD, take no seat', async () => {
    for (let n = 0; n < 5; n++) {
      expect((await fetch(server.url + flaggedStream)).status).toBe(401)
      expect((await fetch(server.url + stream, { method: 'HEAD' })).status).toBe(200)
    }
    await expect.poll(openStreams, { timeout: 1_000 }).toBe(0)
    for (let n = 0; n < 3; n++) expect((await open(stream)).status).toBe(200)
  })
})

describe('row 33: a process that holds as many streams as it may', () => {
  beforeAll(async () => {
    server = await startTestServer({ seed: true, env: { MAX_STREAMS: '2' } })
  })
  afterAll(() => server.stop())

  test('answers 200 with `event: unavailable` and the end, so that EventSource comes back', async () => {
    for (let n = 0; n < 2; n++) expect((await open(stream)).status).toBe(200)
    for (const path of [stream, flaggedStream]) {
      const full = await open(path)
      expect([full.status, full.headers['content-type']]).toEqual([200, 'text/event-stream'])
      await full.ended()
      expect(full.events).toEqual([{ event: 'unavailable', id: undefined, data: expect.any(String) }])
      expect(JSON.parse(full.events[0]?.data ?? '')).toMatchObject({ code: 'SERVER_FULL' })
      const retryMs = Number(/^retry: (\d+)\n/.exec(full.text())?.[1])
      expect([retryMs >= 5_000, retryMs <= 30_000]).toEqual([true, true])
    }
    opened[0]?.close()
    await expect.poll(openStreams, { timeout: 1_000 }).toBe(1)
    const served = await open(stream)
    expect((await served.next()).event).toBe('heartbeat')
  })

  test('X-Forwarded-For is not believed unless it is configured', async () => {
    for (let n = 0; n < 2; n++) await open(stream, { 'X-Forwarded-For': `203.0.113.${n}` })
    expect(await openStreams()).toBe(2)
  })
})
