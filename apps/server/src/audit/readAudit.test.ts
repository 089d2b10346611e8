import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AuditPage, IssuedApiKey } from '@credits-server/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestKey } from '../../test/createTestKey.js'
import { newAddress } from '../../test/grantTestCredit.js'
import { recordSpend } from '../../test/recordSpend.js'
import { rootApiKey, startTestServer, type TestServer } from '../../test/startTestServer.js'
import { flagUsers } from '../domain/flagUsers.js'
import { createLocalHints } from '../hints/createLocalHints.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

type Body = Record<string, unknown>

async function call(secret: string, method: string, path: string, body?: Body, headers: Record<string, string> = {}) {
  const answer = await fetch(server.url + path, {
    method,
    headers: {
      Authorization: `Bearer ${secret}`,
      ...(body ? { 'Content-Type': 'application/json' } : {}),
      ...headers,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: answer.status, requestId: answer.headers.get('x-request-id'), body: await answer.json() }
}
const grant = (fields: Body = {}): Body => ({
  type: 'on-demand',
  amount: '12.5',
  reason: 'For Ann of Bern, who lost her sword',
  expiresAt: '2126-01-01T00:00:00Z',
  ...fields,
})
const sendGrant = (secret: string, address: string, key: string, body = grant()) =>
  call(secret, 'POST', `/users/${address}/credits`, body, { 'Idempotency-Key': key })
const audit = async (query: string) => (await call(rootApiKey, 'GET', `/audit?${query}`)).body as AuditPage

describe('readAudit', () => {
  test('default: who has granted what to whom, with which key, on which request', async () => {
    const { id, client, secret } = await createTestKey(server, ['credits:grant'])
    const address = newAddress()
    const answer = await sendGrant(secret, `0x${address.slice(2).toUpperCase()}`, 'order-1', grant({ annotation: 'x' }))
    expect(answer.status).toBe(201)
    const { records, nextCursor } = await audit(`client=${client}`)
    expect(nextCursor).toBeNull()
    expect(records).toEqual([
      {
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        client,
        keyId: id,
        operation: 'grantCredits',
        target: address,
        requestId: answer.requestId,
        idempotencyKey: 'order-1',
        summary: {
          type: 'on-demand',
          amount: '12.5',
          reason: '(text)',
          annotation: '(text)',
          expiresAt: '2126-01-01T00:00:00Z',
        },
      },
    ])
    expect(Math.abs(Date.parse(records[0]?.at ?? '') - Date.now())).toBeLessThan(60_000)
  })

  test('behavior: what a key was made for is told, and never the key', async () => {
    const made = await call(rootApiKey, 'POST', '/keys', {
      client: 'audited',
      scopes: ['credits:grant', 'audit:read'],
      dailyQuota: '10',
    })
    const { key, secret } = made.body as IssuedApiKey
    const rotated = await call(rootApiKey, 'POST', `/keys/${key.id}/rotate`, { overlapSeconds: 60 })
    await call(rootApiKey, 'DELETE', `/keys/${key.id}`)
    const { records } = await audit(`target=${key.id}`)
    expect(records).toMatchObject([
      { client: 'root', keyId: null, operation: 'revokeKey', summary: {}, idempotencyKey: null },
      { operation: 'rotateKey', summary: { overlapSeconds: 60, newKeyId: (rotated.body as IssuedApiKey).key.id } },
      {
        operation: 'createKey',
        summary: { client: 'audited', scopes: ['credits:grant', 'audit:read'], dailyQuota: '10' },
        requestId: made.requestId,
      },
    ])
    const stored = JSON.stringify(await server.knex('audit_log'))
    for (const one of [secret, (rotated.body as IssuedApiKey).secret, rootApiKey]) {
      expect(stored).not.toContain(one.slice(-43))
    }
    expect(stored).not.toMatch(/Ann|sword|ck_/)
  })

  test('behavior: what was refused, answered again or did not come to pass has no record', async () => {
    const { client, secret } = await createTestKey(server, ['credits:grant', 'keys:write'], { dailyQuota: '13' })
    const address = newAddress()
    const statuses = [
      (await sendGrant(secret, address, 'a')).status,
      (await sendGrant(secret, address, 'a')).status,
      (await sendGrant(secret, address, 'a', grant({ amount: '1' }))).status,
      (await sendGrant(secret, address, 'b', grant({ amount: 1 }))).status,
      (await sendGrant(secret, address, 'c', grant({ amount: '1' }))).status,
      (await sendGrant(secret, address, 'd', grant({ seasonId: 77 }))).status,
      (await call(secret, 'DELETE', '/keys/0123456789ab')).status,
      (await call(secret, 'POST', '/keys', { client, scopes: ['audit:read'] })).status,
      (await call(secret, 'GET', '/keys')).status,
    ]
    expect(statuses).toEqual([201, 201, 422, 400, 429, 422, 404, 403, 200])
    expect((await audit(`client=${client}`)).records).toHaveLength(1)
  })

  test('behavior: what cannot be committed has no record, and what is has one, whatever the answer', async () => {
    const { client, secret } = await createTestKey(server, ['credits:grant'])
    const address = newAddress()
    expect((await sendGrant(secret, address, 'first')).status).toBe(201)
    const holder = await server.knex.transaction()
    await holder('users').where({ address }).forUpdate()
    expect((await sendGrant(secret, address, 'stuck')).status).toBe(503)
    await holder.rollback()
    expect((await audit(`client=${client}`)).records).toHaveLength(1)
    expect((await sendGrant(secret, address, 'stuck')).status).toBe(201)
    expect((await audit(`client=${client}`)).records.map(({ idempotencyKey }) => idempotencyKey)).toEqual([
      'stuck',
      'first',
    ])
  })

  test('behavior: a record names what was made, changed or reported, wherever the request says it', async () => {
    const { client, secret } = await createTestKey(server, [
      'seasons:write',
      'goals:write',
      'goals:report',
      'users:write',
      'flags:write',
    ])
    const [one, two] = [newAddress(), newAddress()]
    const monday = new Date(Date.now() - 86_400_000)
    monday.setUTCDate(monday.getUTCDate() - ((monday.getUTCDay() + 6) % 7))
    const day = (days: number) =>
      `${new Date(monday.getTime() + days * 86_400_000).toISOString().slice(0, 10)}T00:00:00Z`
    const season = { name: 'Named by Ann', startsAt: day(0), endsAt: day(28), budget: '100' }
    const goal = { id: 'once', title: 'Ann’s goal', period: 'once', steps: 9, reward: '1' }
    const report = { address: one, eventId: 'event-1' }
    const made = await call(secret, 'POST', '/seasons', season)
    const { id } = made.body as { id: number }
    const flag = { type: 'captcha', reason: { message: 'Ann', ip: '192.0.2.1' } }
    const statuses = [
      made.status,
      (await call(secret, 'POST', `/seasons/${id}/goals`, goal)).status,
      (await call(secret, 'POST', '/users', { address: one })).status,
      (await call(secret, 'POST', '/goals/once/progress', report)).status,
      (await call(secret, 'POST', '/goals/once/progress', report)).status,
      (await call(secret, 'POST', '/flag', { ...flag, addresses: [two] })).status,
      (await call(secret, 'POST', '/flag', { ...flag, addresses: [one, two] })).status,
      (await call(secret, 'POST', '/unflag', { type: 'captcha', addresses: [two] })).status,
      (await call(secret, 'POST', '/unflag', { type: 'captcha', addresses: [one, two, newAddress()] })).status,
    ]
    expect(statuses.filter((status) => status >= 300)).toEqual([])
    const { records } = await audit(`client=${client}`)
    expect(records.reverse()).toMatchObject([
      { operation: 'createSeason', target: String(id), summary: { name: '(text)', budget: '100', startsAt: day(0) } },
      { operation: 'createGoal', target: 'once', summary: { seasonId: id, title: '(text)', reward: '1' } },
      { operation: 'registerUser', target: one },
      { operation: 'reportGoalProgress', target: one, summary: { goalId: 'once', eventId: 'event-1' } },
      { operation: 'flagUsers', target: two, summary: { type: 'captcha', reason: '(object)' } },
      { operation: 'flagUsers', target: null, summary: { addresses: '(2 items)' } },
      { operation: 'unflagUsers', target: two, summary: { type: 'captcha', addresses: '(1 items)' } },
      { operation: 'unflagUsers', target: null, summary: { type: 'captcha', addresses: '(3 items)' } },
    ])
    expect(JSON.stringify(records)).not.toMatch(/Ann|192\.0/)
  })

  test('behavior: the filters are of client, operation, target and time, alone and together', async () => {
    const { id, client, secret } = await createTestKey(server, ['credits:grant', 'keys:write'])
    const [one, two] = [newAddress(), newAddress()]
    await sendGrant(secret, one, randomUUID())
    await sendGrant(secret, two, randomUUID())
    await call(secret, 'DELETE', `/keys/${id}`)
    const told = async (query: string) =>
      (await audit(query)).records.map(({ operation, target }) => `${operation} ${target}`)
    const [grantOne, grantTwo, end] = [`grantCredits ${one}`, `grantCredits ${two}`, `revokeKey ${id}`]
    expect(await told(`client=${client}`)).toEqual([end, grantTwo, grantOne])
    expect(await told(`client=${client}&operation=grantCredits`)).toEqual([grantTwo, grantOne])
    expect(await told(`target=0x${one.slice(2).toUpperCase()}`)).toEqual([grantOne])
    expect(await told(`target=${id}`)).toEqual([end, `createKey ${id}`])
    expect(await told(`target=${id}&client=root`)).toEqual([`createKey ${id}`])
    const [last, , first] = (await audit(`client=${client}`)).records
    const at = encodeURIComponent(last?.at ?? '')
    expect(await told(`client=${client}&from=${at}`)).toContain(end)
    expect(await told(`client=${client}&to=${at}`)).not.toContain(end)
    expect(await told(`client=${client}&from=${first?.at}&to=2126-01-01T00:00:00%2B02:00`)).toHaveLength(3)
    expect(await told(`client=${client}&from=2126-01-01T00:00:00Z`)).toEqual([])
    expect(await told('client=nobody')).toEqual([])
  })

  test('behavior: pages fit together, whatever is written meanwhile and however many have one time', async () => {
    const at = '2026-03-16T00:00:00.000Z'
    const row = { client: 'paged', operation: 'grantCredits', request_id: 'r', summary: '{}' }
    const rows = Array.from({ length: 25 }, (_, index) => ({ ...row, at, target: String(index) }))
    await server.knex('audit_log').insert(rows)
    const told: (string | null)[] = []
    let cursor: string | null = null
    do {
      const page: AuditPage = await audit(`client=paged&limit=7${cursor ? `&cursor=${cursor}` : ''}`)
      told.push(...page.records.map(({ target }) => target))
      await server.knex('audit_log').insert({ ...row, at: '2026-03-17T00:00:00.000Z', target: 'new' })
      cursor = page.nextCursor
    } while (cursor)
    expect(told).toEqual(rows.map(({ target }) => target).reverse())
  })

  test('error: INVALID_FILTER, INVALID_LIMIT, INVALID_CURSOR and DUPLICATE_PARAMETER', async () => {
    for (const [code, query] of [
      ['INVALID_FILTER', 'client=X'],
      ['INVALID_FILTER', 'operation=a-b'],
      ['INVALID_FILTER', 'target=a%20b'],
      ['INVALID_FILTER', 'from=yesterday'],
      ['INVALID_FILTER', 'to=2026-03-16'],
      ['INVALID_LIMIT', 'limit=101'],
      ['INVALID_CURSOR', 'cursor=x'],
      ['INVALID_CURSOR', `cursor=${Buffer.from('1.0').toString('base64url')}`],
      ['DUPLICATE_PARAMETER', 'to=2026-03-16T00:00:00Z&to=2026-03-16T00:00:00Z'],
    ]) {
      expect([query, await call(rootApiKey, 'GET', `/audit?${query}`)]).toMatchObject([
        query,
        { status: 400, body: { code } },
      ])
    }
  })
})

describe('the door of every write', () => {
  test('records who has asked, and of whom, for each balance that is changed', async () => {
    const ledger = { knex: server.knex, hints: createLocalHints() }
    const request = {
      id: 'r-1',
      operation: 'flagUsers',
      target: null,
      idempotencyKey: null,
      summary: { type: 'captcha' },
    }
    const actor = {
      client: 'ops',
      scopes: ['flags:write'],
      key: { id: '0123456789ab', dailyQuotaWei: null, expiresAt: null },
      request,
    } as const
    const address = newAddress()
    await flagUsers(ledger, { actor, addresses: [address], flag: { type: 'captcha', reason: { message: 'm' } } })
    expect(await server.knex('audit_log').where({ client: 'ops' })).toMatchObject([
      {
        key_id: '0123456789ab',
        operation: 'flagUsers',
        target: address,
        request_id: 'r-1',
        summary: { type: 'captcha' },
      },
    ])
  })

  test('records nothing of what nobody has asked for', async () => {
    const address = newAddress()
    await sendGrant(rootApiKey, address, randomUUID())
    const { id } = await server.knex('credits').where({ address }).first('id')
    const before = await server.knex('audit_log')
    const spend = { address, actor: 'chain', cause: 'chain', creditId: id, amountWei: 1n } as const
    await recordSpend({ knex: server.knex, hints: createLocalHints() }, spend)
    expect(await server.knex('audit_log')).toHaveLength(before.length)
  })

  test('is the only one: nothing else opens a transaction', () => {
    const sources = join(import.meta.dirname, '..')
    const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
    )
    const opens = (name: string) =>
      /db\/transact\.js|\bknex\.transaction\(|\.\/transact\.js/.test(readFileSync(join(sources, name), 'utf8'))
    // What a signer may sign is taken for whoever comes, before anybody's write. The seed is not asked for by anybody, nor is
    // what brings the database up to date, nor what the chain tells; the two of batches only read in one.
    const others = files
      .filter(opens)
      .filter((name) => !/^(seed|commands|db|chain)\/|^domain\/(planBatch|grantBatch)\.ts$/.test(name))
    expect(others.sort()).toEqual([
      'audit/commitWrite.ts',
      'idempotency/runIdempotent.ts',
      'ledger/commitChange.ts',
      'ledger/commitChanges.ts',
      'voucher/createLeaseAllowance.ts',
    ])
  })
})
