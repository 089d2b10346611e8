import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { get, type IncomingMessage, type RequestOptions } from 'node:http'
import { type ClientHttp2Session, type ClientHttp2Stream, connect as connectHttp2 } from 'node:http2'
import { get as getOverTls } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test, vi } from 'vitest'
import type {} from '../../../packages/onchain/test/chooseFuzz.js'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { createRandom } from '../tools/createRandom.js'
import { createWitness } from '../tools/createWitness.js'
import { followPlainly } from '../tools/followPlainly.js'
import { grantUntilMade } from '../tools/grantUntilMade.js'
import { quantiles } from '../tools/quantiles.js'
import { readMetrics } from '../tools/readMetrics.js'
import { type Instance, startInstance } from '../tools/startInstance.js'
import { findNginx, type Nginx, startNginx } from '../tools/startNginx.js'
import { type Postgres, startPostgres } from '../tools/startPostgres.js'
import { startReads } from '../tools/startReads.js'

const isLong = inject('fuzzRuns') !== null
const random = createRandom(inject('fuzzSeed'))
const rootApiKey = 'root_0123456789abcdef0123456789abcdef'
const nginxProgram = await findNginx()

const openings = fuzzRuns(2.5)
const peerCount = fuzzRuns(1.5)
const restartCount = isLong ? 10 : 1
const heartbeatMs = isLong ? 15_000 : 2_000
const firstByteMs = isLong ? 100 : 2_000
const freedMs = 1_000
/** After that a stream which has not begun never will. */
const patienceMs = 10_000
/** What a busy machine may add to a moment. */
const lateMs = 1_000
const caughtUpMs = 60_000
/** More than any other test opens. */
const streamsPerClient = 40
/** After that nginx asks a server again that it has passed over; docs/proxies.md says to wait for it. */
const knownAgainMs = 2_000

describe.skipIf(nginxProgram === null)('the documented nginx', () => {
  let postgres: Postgres
  let pair: readonly [Instance, Instance]
  let nginx: Nginx
  let ca: Buffer
  const address = `0x${random.hex(20)}`

  beforeAll(async () => {
    postgres = await startPostgres()
    const env = {
      TRUSTED_PROXY_HOPS: '1',
      HEARTBEAT_MS: String(heartbeatMs),
      MAX_STREAMS_PER_IP: String(streamsPerClient),
    }
    const options = { databaseUrl: postgres.connectionString, rootApiKey, env }
    const first = await startInstance(options)
    pair = [first, await startInstance(options)]
    nginx = await startNginx({ ports: pair.map(({ port }) => port) })
    ca = readFileSync(nginx.certificate)
    for (let n = 0; n < 5; n++) await grant(address)
  })
  afterAll(async () => {
    await nginx.stop()
    await Promise.all(pair.map((instance) => instance.stop()))
    await postgres.remove()
    expect(pair.flatMap((instance) => instance.complaints())).toEqual([])
  })

  const grant = (to: string) => grantUntilMade({ url: nginx.plainUrl, rootApiKey, address: to })
  const path = `/users/${address}/credits`
  const openStreams = async () => {
    const metrics = await Promise.all(pair.map(({ opsUrl }) => readMetrics(opsUrl)))
    return metrics.reduce((sum, each) => sum + (each.get('credits_open_streams') ?? 0), 0)
  }

  /** Opens a stream over TLS, as a browser does or as one that knows HTTP/1.1 alone. */
  async function open(session: ClientHttp2Session | null, headers: Record<string, string> = {}): Promise<Opened> {
    const askedAtMs = performance.now()
    if (session) {
      const stream = session.request({ ':path': `${path}/stream`, ...headers })
      return listen(stream, askedAtMs, () => stream.close(8))
    }
    const request = getOverTls(`${nginx.url}${path}/stream`, { ca, agent: false, headers })
    const heard = once(request, 'response', { signal: AbortSignal.timeout(patienceMs) })
    const [response] = (await heard) as [IncomingMessage]
    return listen(response, askedAtMs, () => request.destroy())
  }
  function connectBrowser(): ClientHttp2Session {
    const session = connectHttp2(nginx.url, { ca })
    session.on('error', () => {})
    onTestFinished(() => session.destroy())
    return session
  }

  test('D14: the first byte of a stream is there within 100 ms, over HTTP/2 and over HTTP/1.1', async () => {
    const session = connectBrowser()
    // The first of each pays for what is loaded once.
    for (const way of [session, null, session, null]) (await open(way).then(firstByte)).leave()
    const tookMs: number[] = []
    for (let n = 0; n < openings; n++) {
      const opened = await open(n % 2 === 0 ? session : null).then(firstByte)
      tookMs.push((opened.heardAtMs[0] ?? 0) - opened.askedAtMs)
      opened.leave()
    }
    console.log(`D14: ${openings} streams through nginx, first byte after ${quantiles(tookMs)} ms`)
    expect(tookMs.filter((ms) => ms > firstByteMs)).toEqual([])
  })

  test('D9: through nginx too an idle stream has an event every HEARTBEAT_MS, and who goes is freed within 1 s', async () => {
    await expect.poll(openStreams, { timeout: freedMs }).toBe(0)
    const session = connectBrowser()
    const peers = await Promise.all(Array.from({ length: peerCount }, (_, n) => open(n % 2 === 0 ? session : null)))
    await sleep(2 * heartbeatMs + lateMs)
    const silencesMs = peers.flatMap(({ heardAtMs }) =>
      [...heardAtMs.slice(1), performance.now()].map((at, n) => at - (heardAtMs[n] ?? 0)),
    )
    expect(Math.max(...silencesMs)).toBeLessThanOrEqual(heartbeatMs + lateMs)
    let slowestMs = 0
    for (const [gone, peer] of peers.entries()) {
      const leftAtMs = performance.now()
      peer.leave()
      await vi.waitFor(async () => expect(await openStreams()).toBe(peerCount - gone - 1), {
        timeout: freedMs,
        interval: 5,
      })
      slowestMs = Math.max(slowestMs, performance.now() - leftAtMs)
    }
    console.log(
      `D9 through nginx: ${peerCount} idle streams, an event every ${Math.round(Math.max(...silencesMs))} ms at most with ` +
        `HEARTBEAT_MS ${heartbeatMs}; freed after ${Math.round(slowestMs)} ms at most`,
    )
  })

  test('D12: a stream ends in good order at its lifetime, and when its user is flagged', async () => {
    const env = { TRUSTED_PROXY_HOPS: '1', STREAM_LIFETIME_MS: '1000', HEARTBEAT_MS: '200' }
    const brief = await startInstance({ databaseUrl: postgres.connectionString, rootApiKey, env })
    const own = await startNginx({ ports: [brief.port] })
    onTestFinished(async () => {
      await own.stop()
      await brief.stop()
    })
    const response = await fetch(`${own.plainUrl}${path}/stream`)
    // A cut would reject.
    expect(await response.text()).toMatch(/^retry: \d+\nevent: heartbeat\n[\s\S]*\n\n$/)

    const flagged = `0x${random.hex(20)}`
    await grant(flagged)
    const stream = await fetch(`${nginx.plainUrl}/users/${flagged}/credits/stream`)
    const flag = { addresses: [flagged], type: 'captcha', reason: { message: 'm' } }
    const headers = { Authorization: `Bearer ${rootApiKey}`, 'Content-Type': 'application/json' }
    await fetch(`${nginx.plainUrl}/flag`, { method: 'POST', headers, body: JSON.stringify(flag) })
    expect(await stream.text()).toMatch(/\nevent: flagged\ndata: \{.*"code":"USER_FLAGGED".*\}\n\n$/)
    expect((await fetch(`${nginx.plainUrl}/users/${flagged}/credits/stream`)).status).toBe(401)
  })

  test('behavior: ETags work compressed and not, and Last-Event-ID resumes', async () => {
    for (const encoding of ['gzip', 'identity']) {
      const ask = (headers: Record<string, string> = {}) =>
        fetch(nginx.plainUrl + path, { headers: { 'Accept-Encoding': encoding, ...headers } })
      const first = await ask()
      const etag = first.headers.get('etag') ?? ''
      expect([first.status, first.headers.get('content-encoding')]).toEqual([200, encoding === 'gzip' ? 'gzip' : null])
      expect(etag).toMatch(encoding === 'gzip' ? /^W\/"/ : /^"/)
      expect((await ask({ 'If-None-Match': etag })).status).toBe(304)
    }
    const session = connectBrowser()
    const before = await open(session)
    await vi.waitFor(() => expect(before.events.map(({ id }) => id)).toEqual([undefined, expect.any(String)]))
    const id = before.events[1]?.id ?? ''
    before.leave()
    const after = await open(session, { 'last-event-id': id })
    await vi.waitFor(() => expect(after.events).toHaveLength(1))
    expect(JSON.parse(after.events[0]?.data ?? '')).toMatchObject({ snapshotId: id })
    await grant(address)
    await vi.waitFor(() => expect(after.events.filter((event) => event.id !== undefined)).toHaveLength(1))
    expect(after.events.find((event) => event.id !== undefined)?.id).not.toBe(id)
    after.leave()
  })

  test('behavior: streams are counted for the client that nginx saw, whatever X-Forwarded-For it wrote', async () => {
    const ask = (localAddress: string, forwardedFor: string) =>
      statusOf(`${nginx.plainUrl}${path}/stream`, { localAddress, headers: { 'X-Forwarded-For': forwardedFor } })
    const statuses: number[] = []
    for (let n = 0; n <= pair.length * streamsPerClient; n++) statuses.push(await ask('127.0.0.2', `192.0.2.${n}`))
    expect([statuses[0], statuses.at(-1), await ask('127.0.0.3', '192.0.2.0')]).toEqual([200, 429, 200])
  })

  test('behavior: nginx takes its configuration anew, and open streams go on', async () => {
    const stream = await open(null)
    await vi.waitFor(() => expect(stream.events).toHaveLength(2))
    nginx.reload()
    await sleep(500)
    expect((await fetch(nginx.plainUrl + path)).status).toBe(200)
    await grant(address)
    await vi.waitFor(() => expect(stream.events.filter(({ id }) => id !== undefined)).toHaveLength(2))
    stream.leave()
  })

  test('B10: servers that restart one after the other fail no read, and no stream ends for good', async () => {
    const witness = createWitness()
    const met: Record<string, number> = {}
    const note = (what: string) => {
      met[what] = (met[what] ?? 0) + 1
    }
    const watched = Array.from({ length: 20 }, () => `0x${random.hex(20)}`)
    await Promise.all(watched.map(grant))
    const followers = watched.map((each) => followPlainly(nginx.plainUrl, each, witness, { note }))
    onTestFinished(() => {
      for (const follower of followers) follower.close()
    })
    await vi.waitFor(async () => expect(await openStreams()).toBe(watched.length), { timeout: caughtUpMs })
    const reads = startReads({ url: nginx.plainUrl, addresses: watched, perSecond: 50, random })
    for (let n = 0; n < restartCount; n++) {
      const instance = pair[n % 2] as Instance
      const stopping = instance.stop()
      await Promise.all(watched.slice(0, 5).map(grant))
      expect((await stopping).code).toBe(0)
      await instance.restart()
      await vi.waitFor(async () => expect(await openStreams()).toBe(watched.length), { timeout: caughtUpMs })
      if (n < restartCount - 1) await sleep(knownAgainMs)
    }
    await reads.stop()
    for (const follower of followers) {
      const body = await (await fetch(`${pair[0].url}/users/${follower.address}/credits`)).text()
      await vi.waitFor(() => expect(follower.data).toBe(body), { timeout: caughtUpMs })
    }
    console.log(
      `B10 through nginx: ${restartCount} restarts of two servers under ${watched.length} streams; ${reads.tookMs.length} reads, ` +
        `${reads.failures.length} failed, ${quantiles(reads.tookMs)} ms; streams met ${JSON.stringify(met)}`,
    )
    expect(reads.failures, nginx.log()).toEqual([])
    expect(witness.faults).toEqual([])
    expect(followers.filter(({ over }) => over)).toEqual([])
  })

  test('behavior: while no server can be reached everybody is told so in the words of the API, and streams come back', async () => {
    const witness = createWitness()
    const follower = followPlainly(nginx.plainUrl, address, witness, { waitMs: 300 })
    onTestFinished(() => follower.close())
    await vi.waitFor(() => expect(follower.data).not.toBeNull())
    await Promise.all(pair.map((instance) => instance.kill()))

    const read = await fetch(nginx.plainUrl + path)
    expect(read.status).toBe(503)
    expect(Object.fromEntries(read.headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'retry-after': '5',
      'access-control-allow-origin': '*',
    })
    expect(await read.json()).toEqual({
      error: expect.any(String),
      code: 'UNAVAILABLE',
      requestId: read.headers.get('x-request-id'),
    })
    const write = await fetch(nginx.plainUrl + path, { method: 'POST', body: '{}' })
    expect([write.status, write.headers.get('access-control-allow-origin')]).toEqual([503, null])
    expect(await write.json()).toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    const stream = await fetch(`${nginx.plainUrl}${path}/stream`)
    expect([stream.status, stream.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
    expect(await stream.text()).toMatch(
      /^retry: ([5-9]|1\d|2\d)\d{3}\nevent: unavailable\ndata: \{"error":".+","code":"UNAVAILABLE","requestId":"\w+"\}\n\n$/,
    )

    await Promise.all(pair.map((instance) => instance.restart()))
    await grant(address)
    const body = await (await fetch(`${pair[0].url}${path}`)).text()
    await vi.waitFor(() => expect(follower.data).toBe(body), { timeout: caughtUpMs })
    expect([follower.over, witness.faults]).toEqual([false, []])
  })
})

type Opened = {
  readonly askedAtMs: number
  /** performance.now() of each part. */
  readonly heardAtMs: readonly number[]
  readonly events: readonly EventSourceMessage[]
  leave(): void
}

function listen(body: IncomingMessage | ClientHttp2Stream, askedAtMs: number, leave: () => void): Opened {
  const heardAtMs: number[] = []
  const events: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (event) => void events.push(event) })
  body.setEncoding('utf8')
  body.on('error', () => {})
  body.on('data', (part: string) => {
    heardAtMs.push(performance.now())
    parser.feed(part)
  })
  onTestFinished(leave)
  return { askedAtMs, heardAtMs, events, leave }
}

async function firstByte(opened: Opened): Promise<Opened> {
  await vi.waitFor(() => expect(opened.heardAtMs).not.toEqual([]), { timeout: patienceMs, interval: 2 })
  return opened
}

/** The status of a stream that stays open. */
async function statusOf(url: string, options: RequestOptions): Promise<number> {
  const request = get(url, { ...options, agent: false })
  onTestFinished(() => void request.destroy())
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  response.on('error', () => {})
  response.resume()
  return response.statusCode ?? 0
}
