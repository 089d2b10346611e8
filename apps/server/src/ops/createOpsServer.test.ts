import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../test/startTestServer.js'
import { renewEpoch } from '../db/renewEpoch.js'
import { demoUsers } from '../seed/demoUsers.js'
import { createMetrics } from './createMetrics.js'
import { createOpsServer } from './createOpsServer.js'

/** What readiness may take to notice: it is asked every 2 s and waits 1 s for an answer. */
const noticedMs = 3_000

describe('createOpsServer', () => {
  let server: TestServer
  const get = (path: string, init?: RequestInit) => fetch(`${server.opsUrl}${path}`, init)
  const readBalance = () => fetch(`${server.url}/users/${demoUsers.fresh.address}/credits`)

  beforeAll(async () => {
    server = await startTestServer({ seed: true })
  })
  afterAll(() => server.stop())

  test('default: live, ready, metrics of its own requests and of Node, nothing cached', async () => {
    await readBalance()
    const live = await get('/health/live')
    expect([live.status, await live.json()]).toEqual([200, { status: 'live' }])
    expect(live.headers.get('cache-control')).toBe('no-store')

    const ready = await get('/health/ready?from=balancer')
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }])

    const metrics = await get('/metrics')
    expect(metrics.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    const text = await metrics.text()
    expect(text).toContain('credits_request_seconds_count{operation="getCredits",status="200"} 1')
    expect(text).toContain('process_open_fds')
  })

  test('behavior: another path lists what there is, another method is refused', async () => {
    const other = await get('/')
    expect([other.status, await other.text()]).toEqual([404, '/health/live\n/health/ready\n/metrics\n'])
    expect((await get('/constructor')).status).toBe(404)

    const post = await get('/health/live', { method: 'POST' })
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    expect((await get('/health/live', { method: 'HEAD' })).status).toBe(200)
  })

  test('behavior: without its database it is live and not ready, and ready again when that is back', async () => {
    await server.database.close()
    const began = performance.now()
    await expect.poll(async () => (await get('/health/ready')).status, { timeout: noticedMs }).toBe(503)
    for (const path of ['/health/live', '/metrics']) expect((await get(path)).status).toBe(200)
    const { status, reason } = (await (await get('/health/ready')).json()) as { status: string; reason: string }
    expect([status, reason]).toEqual(['not ready', expect.stringMatching(/not currently accepting connections/)])

    await server.database.open()
    await expect.poll(async () => (await get('/health/ready')).status, { timeout: noticedMs }).toBe(200)
    expect(performance.now() - began).toBeLessThan(2 * noticedMs)
    expect((await readBalance()).status).toBe(200)
  })

  test('behavior: a replaced database answers as a lost one, naming the command, until the epoch is renewed', async () => {
    const epochOf = async () =>
      ((await (await readBalance()).json()) as { snapshotId: string }).snapshotId.split('.')[0]
    const before = await epochOf()
    await server.knex('ledger_identity').update({ database_oid: '1' })
    await server.database.disconnectAll()

    const refused = await readBalance()
    expect([refused.status, await refused.json()]).toEqual([503, expect.objectContaining({ code: 'UNAVAILABLE' })])
    await expect.poll(async () => (await get('/health/ready')).status, { timeout: noticedMs }).toBe(503)
    expect(await (await get('/health/ready')).json()).toEqual({
      status: 'not ready',
      reason: expect.stringContaining('credits-server epoch renew'),
    })
    expect(JSON.stringify(server.logs)).toContain('credits-server epoch renew')

    await renewEpoch(server.database.connectionString)
    await expect.poll(async () => (await readBalance()).status).toBe(200)
    expect(await epochOf()).not.toBe(before)
    await expect.poll(async () => (await get('/health/ready')).status, { timeout: noticedMs }).toBe(200)
  })
})

describe('createOpsServer, with parts that fail', () => {
  const stops: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop()
  })

  async function listen(options: Partial<Parameters<typeof createOpsServer>[0]>): Promise<string> {
    const checkReadiness = async () => ({ ready: true, reason: null })
    const server = createOpsServer({ metrics: createMetrics(), checkReadiness, ...options }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    stops.push(() => once(server.close(), 'close'))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  test('behavior: a metric that cannot be read is a 500, and the process goes on', async () => {
    const metrics = createMetrics()
    metrics.registry.metrics = () => Promise.reject(new Error('no such gauge'))
    const url = await listen({ metrics })

    const response = await fetch(`${url}/metrics`)
    expect([response.status, await response.text()]).toEqual([500, 'Error: no such gauge\n'])
    expect((await fetch(`${url}/health/live`)).status).toBe(200)
  })

  test('behavior: liveness does not wait for readiness', async () => {
    const url = await listen({ checkReadiness: () => sleep(600_000, { ready: true, reason: null }, { ref: false }) })
    const asked = new AbortController()
    const ready = fetch(`${url}/health/ready`, { signal: asked.signal }).catch(() => 'gave up')
    expect((await fetch(`${url}/health/live`)).status).toBe(200)
    asked.abort()
    expect(await ready).toBe('gave up')
  })
})
