import { EventSource } from 'eventsource'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../../../packages/onchain/test/fuzzRuns.js'
import { grantTestCredit, newAddress } from '../../../test/grantTestCredit.js'
import { type OpenedStream, openStream } from '../../../test/openStream.js'
import { startTestServer, type TestServer } from '../../../test/startTestServer.js'
import type { Actor } from '../../domain/Actor.js'
import { flagUsers } from '../../domain/flagUsers.js'
import { optOutUser } from '../../domain/optOutUser.js'
import { createLocalHints } from '../../hints/createLocalHints.js'
import { demoUsers } from '../../seed/demoUsers.js'

let server: TestServer
const opened: OpenedStream[] = []

beforeAll(async () => {
  server = await startTestServer({ seed: true, env: { HEARTBEAT_MS: '300', RECONCILE_MS: '200' } })
})
afterEach(() => {
  for (const stream of opened.splice(0)) stream.close()
})
afterAll(() => server.stop())

async function open(address: string, headers?: Record<string, string>): Promise<OpenedStream> {
  const stream = await openStream(`${server.url}/users/${address}/credits/stream`, headers)
  opened.push(stream)
  return stream
}

async function getBalance(address: string): Promise<{ text: string; snapshotId: string }> {
  const text = await (await fetch(`${server.url}/users/${address}/credits`)).text()
  return { text, snapshotId: JSON.parse(text).snapshotId }
}

/** The next event that is not a heartbeat. */
async function nextChange(stream: OpenedStream, timeoutMs = 2_000) {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const event = await stream.next(Math.max(1, deadline - performance.now()))
    if (event.event !== 'heartbeat') return event
  }
}

const ledger = () => ({ knex: server.knex, hints: createLocalHints() })
const root: Actor = { client: 'root', scopes: 'all' }

describe('getCreditsStream', () => {
  test('default: retry and heartbeat, then the balance in the bytes of getCredits', async () => {
    const { address } = demoUsers.fresh
    const stream = await open(address)
    expect(stream.status).toBe(200)
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      connection: 'close',
    })
    const heartbeat = await stream.next()
    expect(heartbeat).toMatchObject({ event: 'heartbeat', id: undefined })
    expect(JSON.parse(heartbeat.data)).toEqual({
      intervalMs: 300,
      snapshotId: null,
      checkedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    })
    const balance = await stream.next()
    const { text, snapshotId } = await getBalance(address)
    expect(balance).toEqual({ event: undefined, id: snapshotId, data: text })
    expect(stream.text()).toMatch(/^retry: [1-4]\d{3}\nevent: heartbeat\ndata: \{.*\}\n\nid: \S+\ndata: \{.*\}\n\n/)
  })

  test('behavior: heartbeats go on with the id last written, and the time of the last comparison moves', async () => {
    const stream = await open(demoUsers.fresh.address)
    const first = JSON.parse((await stream.next()).data)
    const { id } = await stream.next()
    for (let moved = false; !moved; ) {
      const next = JSON.parse((await stream.next()).data)
      expect(next).toMatchObject({ intervalMs: 300, snapshotId: id })
      moved = Date.parse(next.checkedAt) > Date.parse(first.checkedAt)
    }
  })

  test('behavior: a change arrives within RECONCILE_MS, once', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '5' })
    const stream = await open(address)
    const before = JSON.parse((await nextChange(stream)).data)
    await grantTestCredit(server, address, { mana: '0.1' }, { mana: '0.2' })
    const after = await nextChange(stream, 1_000)
    expect(JSON.parse(after.data)).toMatchObject({ totalCredits: 5.3, version: before.version + 2 })
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(stream.events.filter(({ event }) => event === undefined)).toHaveLength(2)
  })

  test('behavior: credits that expire leave the stream, each at its very second, and do not come back', async () => {
    const address = newAddress()
    const slow = await startTestServer({ env: { RECONCILE_MS: '60000' } })
    try {
      const soon = [1, 2, 3].map((seconds) => ({ mana: '1', expiresAt: new Date(Date.now() + seconds * 1_000) }))
      await grantTestCredit(slow, address, { mana: '5' }, ...soon)
      const stream = await openStream(`${slow.url}/users/${address}/credits/stream`)
      let held = JSON.parse((await nextChange(stream)).data)
      expect(held.totalCredits).toBe(8)
      for (const totalCredits of [7, 6, 5]) {
        const event = await nextChange(stream, 3_000)
        const lateMs = Date.now() - Date.parse(held.nextExpiryAt)
        expect(lateMs).toBeGreaterThanOrEqual(0)
        expect(lateMs).toBeLessThan(5_000)
        const mark = Date.parse(held.nextExpiryAt) / 1_000
        expect(event.id).toBe(`${held.snapshotId.split('.').slice(0, 2).join('.')}.${mark}`)
        const etag = { headers: { 'If-None-Match': `"${held.snapshotId}"` } }
        expect((await fetch(`${slow.url}/users/${address}/credits`, etag)).status).toBe(200)
        held = JSON.parse(event.data)
        expect(held).toMatchObject({ totalCredits, snapshotId: event.id })
      }
      stream.close()
    } finally {
      await slow.stop()
    }
  })

  test.each([
    ['the current id is not repeated', (current: string) => current, 'nothing'],
    ['a lower version is answered in full', (current: string) => withVersion(current, -1), 'balance'],
    [
      'a higher version, which this server never sent, is answered in full',
      (current: string) => withVersion(current, 1),
      'balance',
    ],
    ['another epoch is answered in full', (current: string) => `000000000000${current.slice(12)}`, 'balance'],
    ['65 bytes', () => 'a'.repeat(65), 'balance'],
    ['4 kB', () => 'a'.repeat(4_000), 'balance'],
    ['non-ASCII', () => 'caf\u00e9', 'balance'],
    ['a negative version', (current: string) => current.replace('.', '.-'), 'balance'],
    ['SQL text', () => "'; drop table users; --", 'balance'],
    ['an empty id', () => '', 'balance'],
  ])('behavior: Last-Event-ID: %s', async (_name, idFrom, expected) => {
    const { address } = demoUsers.fresh
    const { snapshotId } = await getBalance(address)
    const lastEventId = idFrom(snapshotId)
    const stream = await open(address, { 'Last-Event-ID': lastEventId })
    expect(stream.status).toBe(200)
    const heartbeat = JSON.parse((await stream.next()).data)
    const second = await stream.next()
    if (expected === 'nothing') {
      expect(heartbeat.snapshotId).toBe(snapshotId)
      expect(second.event).toBe('heartbeat')
    } else {
      expect(heartbeat.snapshotId).toBe(lastEventId === withVersion(snapshotId, -1) ? lastEventId : null)
      expect(second.id).toBe(snapshotId)
    }
  })

  test('D6: any id but the current one is answered with one full balance, never a part, never an error', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '1' }, { mana: '2' }, { mana: '3' })
    const { snapshotId } = await getBalance(address)
    const [epoch = '', version, mark] = snapshotId.split('.')
    const near = (value: string | undefined) => fc.integer({ min: -2, max: 2 }).map((by) => String(Number(value) + by))
    const lastEventId = fc.oneof(
      fc.tuple(fc.constantFrom(epoch, '000000000000'), near(version), near(mark)).map((parts) => parts.join('.')),
      fc.stringMatching(/^[!-~]{0,80}$/),
      fc.constant(snapshotId),
    )
    await fc.assert(
      fc.asyncProperty(lastEventId, async (id) => {
        const stream = await open(address, { 'Last-Event-ID': id })
        expect([stream.status, (await stream.next()).event]).toEqual([200, 'heartbeat'])
        const second = await stream.next()
        expect(second.id ?? second.event).toBe(id === snapshotId ? 'heartbeat' : snapshotId)
        stream.close()
      }),
      { numRuns: fuzzRuns(50), endOnFailure: true },
    )
  })

  test('error: USER_FLAGGED ends an open stream with the 401 body, and a reconnect gets the status', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '5' })
    const stream = await open(address)
    await nextChange(stream)
    const reason = { message: 'Three wrong answers.', ip: '192.0.2.7' }
    await flagUsers(ledger(), { actor: root, addresses: [address], flag: { type: 'captcha', reason } })
    const event = await nextChange(stream)
    expect(event).toMatchObject({ event: 'flagged', id: undefined })
    expect(JSON.parse(event.data)).toMatchObject({
      ok: false,
      code: 'USER_FLAGGED',
      reason: { message: 'Three wrong answers.' },
    })
    expect(event.data).not.toContain('192.0.2.7')
    await stream.ended()
    expect((await open(address)).status).toBe(401)
  })

  test('error: USER_NOT_FOUND ends the stream of a user who opts out, and a reconnect gets the status', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '5' })
    const stream = await open(address)
    await nextChange(stream)
    await optOutUser(ledger(), { actor: root, address })
    const event = await nextChange(stream)
    expect(event).toMatchObject({ event: 'ended', id: undefined })
    expect(JSON.parse(event.data)).toMatchObject({ code: 'USER_NOT_FOUND' })
    await stream.ended()
    expect((await open(address)).status).toBe(404)
  })

  test('error: UNAVAILABLE: an open stream survives a lost database and follows on recovery', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '5' })
    const stream = await open(address)
    await nextChange(stream)
    await server.database.close()
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    const seen = stream.events
      .filter(({ event }) => event === 'heartbeat')
      .map(({ data }) => JSON.parse(data).checkedAt)
    await server.database.open()
    await grantTestCredit(server, address, { mana: '1' })
    expect(JSON.parse((await nextChange(stream, 5_000)).data).totalCredits).toBe(6)
    // At least one heartbeat came while the clock of the comparison stood still.
    expect(new Set(seen).size).toBeLessThan(seen.length)
  })

  test('behavior: a plain EventSource with nothing but onmessage ends with the latest balance', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '5' })
    const source = new EventSource(`${server.url}/users/${address}/credits/stream`)
    const totals: number[] = []
    source.onmessage = ({ data }) => void totals.push(JSON.parse(data).totalCredits)
    await expect.poll(() => totals.at(-1)).toBe(5)
    await server.database.disconnectAll()
    await grantTestCredit(server, address, { mana: '7' })
    await expect.poll(() => totals.at(-1), { timeout: 5_000 }).toBe(12)
    source.close()
  })

  test('behavior: a client that leaves is freed at once', async () => {
    const stream = await open(demoUsers.fresh.address)
    await stream.next()
    const requestId = stream.headers['x-request-id']
    stream.close()
    await expect
      .poll(() => server.logs.find((line) => line['requestId'] === requestId), { timeout: 1_000 })
      .toBeDefined()
  })
})

function withVersion(id: string, change: number): string {
  const [epoch, version, mark] = id.split('.')
  return `${epoch}.${Number(version) + change}.${mark}`
}
