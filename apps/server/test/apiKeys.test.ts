import { randomUUID } from 'node:crypto'
import type { ApiKey, ApiKeyPage, IssuedApiKey, Scope } from '@credits-server/contract'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseConfig } from '../src/config/parseConfig.js'
import { hashApiKey } from '../src/keys/ApiKeyText.js'
import { presentSecond } from '../src/seasons/presentSecond.js'
import { startServer } from '../src/startServer.js'
import { createTestKey, type TestKey } from './createTestKey.js'
import { newAddress } from './grantTestCredit.js'
import { rootApiKey, startTestServer, type TestServer } from './startTestServer.js'

let server: TestServer
/** A second instance on the same database. */
let other: Awaited<ReturnType<typeof startServer>>

beforeAll(async () => {
  server = await startTestServer()
  const { connectionString } = server.database
  const config = parseConfig({ PORT: '0', SEED_DEMO: 'false' })
  other = await startServer(config, { connectionString, rootApiKey, logger: pino({ level: 'silent' }) })
})
afterAll(async () => {
  await other.stop()
  await server.stop()
})

type Body = Record<string, unknown>

async function call(secret: string, method: string, path: string, body?: Body, url = server.url) {
  const answer = await fetch(url + path, {
    method,
    headers: {
      Authorization: `Bearer ${secret}`,
      ...(body ? { 'Content-Type': 'application/json' } : {}),
      'Idempotency-Key': randomUUID(),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: answer.status, headers: answer.headers, body: await answer.json() }
}

const inSeconds = (seconds: number) => presentSecond(new Date((Math.ceil(Date.now() / 1_000) + seconds) * 1_000))
const inDays = (days: number) => inSeconds(days * 86_400)
const grant = { type: 'on-demand', amount: '1', reason: 'A test', expiresAt: '2126-01-01T00:00:00Z' }
/** What an answer to a grant with this key has for a status: 201, or why not. */
const tryKey = async (secret: string, url = server.url) =>
  (await call(secret, 'POST', `/users/${newAddress()}/credits`, grant, url)).status
const create = (secret: string, body: Body) => call(secret, 'POST', '/keys', body)
const rotate = (secret: string, id: string, body: Body) => call(secret, 'POST', `/keys/${id}/rotate`, body)
const revoke = (id: string, url = server.url) => call(rootApiKey, 'DELETE', `/keys/${id}`, undefined, url)
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Every value of every table, as text. */
async function everythingStored(): Promise<string> {
  const tables = await server.knex('pg_tables').where({ schemaname: 'public' }).pluck('tablename')
  const texts = tables.map(async (table) => {
    const { rows } = await server.knex.raw('select row_to_json(t)::text as text from ?? t', [table])
    return rows.map(({ text }: { text: string }) => text).join('\n')
  })
  return (await Promise.all(texts)).join('\n')
}

describe('G3: an API key', () => {
  test('1: is 256 random bits behind a prefix and its public id, and no two are the same', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => createTestKey(server, ['credits:read'])))
    for (const { id, secret } of keys) {
      expect(secret).toMatch(new RegExp(`^ck_${id}_[A-Za-z0-9_-]{43}$`))
      expect(Buffer.from(secret.slice(16), 'base64url')).toHaveLength(32)
    }
    expect(new Set(keys.map(({ secret }) => secret.slice(16))).size).toBe(20)
  })

  test('2: is stored as its SHA-256 and nowhere as itself', async () => {
    const { id, secret } = await createTestKey(server, ['credits:grant'])
    await tryKey(secret)
    expect((await server.knex('api_keys').where({ id }).first()).hash).toEqual(hashApiKey(secret))
    const stored = await everythingStored()
    expect(stored).toContain(id)
    expect(stored).not.toContain(secret.slice(16))
  })

  test('3: is shown once: no list, no answer and no log has it or its hash again', async () => {
    const made = await createTestKey(server, ['credits:grant', 'keys:write'])
    await tryKey(made.secret)
    await tryKey(`${made.secret.slice(0, -1)}!`)
    const answers = [
      await call(rootApiKey, 'GET', '/keys'),
      await call(rootApiKey, 'GET', `/keys/${made.id}`),
      await call(rootApiKey, 'GET', '/audit'),
      await call(made.secret, 'GET', '/audit'),
      await rotate(made.secret, made.id, { overlapSeconds: 60 }),
      await revoke(made.id),
    ]
    const shown = JSON.stringify([answers, server.logs])
    const hash = hashApiKey(made.secret)
    for (const part of [made.secret.slice(16), hash.toString('hex'), hash.toString('base64'), '"hash"']) {
      expect(shown).not.toContain(part)
    }
  })

  test('4: with one character changed, anywhere, is none', async () => {
    const { secret } = await createTestKey(server, ['credits:grant'])
    for (let place = 0; place < secret.length; place += 3) {
      const changed = `${secret.slice(0, place)}${secret[place] === 'a' ? 'b' : 'a'}${secret.slice(place + 1)}`
      expect([place, await tryKey(changed)]).toEqual([place, 401])
    }
    expect(await tryKey(secret)).toBe(201)
  })

  test('5: may do what its scopes say and nothing else', async () => {
    const { secret } = await createTestKey(server, ['audit:read'])
    expect((await call(secret, 'GET', '/audit')).status).toBe(200)
    const refused = await call(secret, 'GET', '/keys')
    expect([refused.status, refused.body]).toMatchObject([403, { code: 'FORBIDDEN', details: { scope: 'keys:write' } }])
    expect(await tryKey(secret)).toBe(403)
  })

  test('6: stands for its client, whose grants are issued in that name, over its keys', async () => {
    const { id, client, secret } = await createTestKey(server, ['credits:grant'])
    const rotated = (await rotate(rootApiKey, id, { overlapSeconds: 60 })).body as IssuedApiKey
    const address = newAddress()
    for (const one of [secret, rotated.secret]) await call(one, 'POST', `/users/${address}/credits`, grant)
    const issuers = await server.knex('credits').where({ address }).pluck('issuer')
    expect(issuers).toEqual([client, client])
    expect(await server.knex('entries').where({ address }).pluck('actor')).toEqual([client, client])
  })

  test('7: is good at once on every instance', async () => {
    const { secret } = await createTestKey(server, ['credits:grant'])
    expect([await tryKey(secret), await tryKey(secret, other.url)]).toEqual([201, 201])
  })

  test('8: is rotated with an overlap in which both are good', async () => {
    const old = await createTestKey(server, ['credits:grant'], { dailyQuota: '100' })
    const { status, body } = await rotate(rootApiKey, old.id, { overlapSeconds: 3_600 })
    expect(status).toBe(201)
    const { secret, key } = body as IssuedApiKey
    expect(key).toMatchObject({ client: old.client, scopes: ['credits:grant'], dailyQuota: '100', expiresAt: null })
    expect(key.id).not.toBe(old.id)
    expect([await tryKey(old.secret), await tryKey(secret)]).toEqual([201, 201])
    const ended = (await call(rootApiKey, 'GET', `/keys/${old.id}`)).body as ApiKey
    // In whole seconds, and never too early.
    expect(Math.ceil(Date.parse(key.createdAt) / 1_000) + 3_600).toBe(Date.parse(ended.expiresAt ?? '') / 1_000)
  })

  test('9: ends when the overlap is over, on every instance', async () => {
    const old = await createTestKey(server, ['credits:grant'])
    await tryKey(old.secret, other.url)
    const { body } = await rotate(rootApiKey, old.id, { overlapSeconds: 1 })
    await wait(2_100)
    expect(await tryKey(old.secret)).toBe(401)
    expect(await tryKey((body as IssuedApiKey).secret)).toBe(201)
    await expect.poll(() => tryKey(old.secret, other.url), { timeout: 5_000 }).toBe(401)
  })

  test('10: is revoked at once by a rotation without overlap', async () => {
    const old = await createTestKey(server, ['credits:grant'])
    await tryKey(old.secret)
    await rotate(rootApiKey, old.id, { overlapSeconds: 0 })
    expect(await tryKey(old.secret)).toBe(401)
    expect((await call(rootApiKey, 'GET', `/keys/${old.id}`)).body).toMatchObject({ revokedAt: expect.any(String) })
  })

  test('11: lives no longer for being rotated, unless that is said', async () => {
    const expiresAt = inDays(1)
    const old = await createTestKey(server, ['credits:grant'], { expiresAt })
    const first = (await rotate(rootApiKey, old.id, { overlapSeconds: 2_592_000 })).body as IssuedApiKey
    expect(first.key.expiresAt).toBe(expiresAt)
    const kept = (await call(rootApiKey, 'GET', `/keys/${old.id}`)).body as ApiKey
    expect(kept.expiresAt).toBe(expiresAt)
    const later = inDays(300)
    const second = (await rotate(rootApiKey, first.key.id, { overlapSeconds: 60, expiresAt: later }))
      .body as IssuedApiKey
    expect(second.key.expiresAt).toBe(later)
  })

  test('12: is revoked at once where it was revoked, and within five seconds everywhere', async () => {
    const { id, secret } = await createTestKey(server, ['credits:grant'])
    expect([await tryKey(secret), await tryKey(secret, other.url)]).toEqual([201, 201])
    const answer = await revoke(id)
    const revokedAtMs = performance.now()
    expect([answer.status, answer.body]).toMatchObject([200, { id, revokedAt: expect.any(String) }])
    expect(await tryKey(secret)).toBe(401)
    // Whoever asks all the time is not put off by it.
    while (performance.now() - revokedAtMs < 4_900) {
      await tryKey(secret, other.url)
      await wait(100)
    }
    expect(await tryKey(secret, other.url)).toBe(401)
  })

  test('13: cannot leave another one behind once it is revoked, not even where that is not known yet', async () => {
    const { id, client, secret } = await createTestKey(server, ['keys:write', 'credits:grant'])
    expect((await call(secret, 'GET', '/keys', undefined, other.url)).status).toBe(200)
    await revoke(id)
    const body = { client, scopes: ['credits:grant'] }
    for (const [path, asked] of [
      ['/keys', body],
      [`/keys/${id}/rotate`, { overlapSeconds: 0 }],
    ] as const) {
      const answer = await call(secret, 'POST', path, asked, other.url)
      expect([answer.status, answer.body]).toMatchObject([401, { code: 'UNAUTHORIZED' }])
    }
    expect(await server.knex('api_keys').where({ client })).toHaveLength(1)
  })

  test('14: ends by itself at its expiry', async () => {
    const expiresAt = inSeconds(3)
    const { secret } = await createTestKey(server, ['credits:grant'], { expiresAt })
    expect(await tryKey(secret)).toBe(201)
    await wait(Date.parse(expiresAt) - Date.now() + 20)
    expect(await tryKey(secret)).toBe(401)
  })

  test('15: of which nobody can say whether it is good is UNAVAILABLE, never a 401; what is none is a 401', async () => {
    const { secret } = await createTestKey(server, ['keys:write'])
    await server.database.close()
    const unknown = await call(secret, 'GET', '/keys')
    const malformed = await call(`${secret}x`, 'GET', '/keys')
    const operator = await call(rootApiKey, 'GET', '/keys')
    await server.database.open()
    expect([unknown.status, unknown.body]).toMatchObject([503, { code: 'UNAVAILABLE' }])
    expect([malformed.status, operator.status]).toEqual([401, 503])
    await expect.poll(async () => (await call(secret, 'GET', '/keys')).status, { timeout: 5_000 }).toBe(200)
  })

  test('16: is noted when it is used, beside the request and at most once a minute', async () => {
    const { id, secret } = await createTestKey(server, ['keys:write'])
    const lastUsedAt = async () => ((await call(rootApiKey, 'GET', `/keys/${id}`)).body as ApiKey).lastUsedAt
    expect(await lastUsedAt()).toBeNull()
    await call(secret, 'GET', '/keys')
    await expect.poll(lastUsedAt, { timeout: 5_000 }).not.toBeNull()
    const first = await lastUsedAt()
    await Promise.all([call(secret, 'GET', '/keys'), call(secret, 'GET', '/keys', undefined, other.url)])
    await wait(1_200)
    expect(await lastUsedAt()).toBe(first)
    const minuteAgo = "clock_timestamp() - interval '61 seconds'"
    await server.knex.raw(`update api_keys set last_used_at = date_trunc('milliseconds', ${minuteAgo}) where id = ?`, [
      id,
    ])
    const third = await startServer(parseConfig({ PORT: '0', SEED_DEMO: 'false' }), {
      connectionString: server.database.connectionString,
      rootApiKey,
      logger: pino({ level: 'silent' }),
    })
    await call(secret, 'GET', '/keys', undefined, third.url)
    await third.stop()
    expect(Date.parse((await lastUsedAt()) ?? '')).toBeGreaterThan(Date.parse(first ?? ''))
  })

  test('17: cannot be made with a reserved name, and is refused for what is not as described', async () => {
    const scopes = ['credits:read']
    for (const client of ['goals', 'root', 'demo']) {
      expect(await create(rootApiKey, { client, scopes })).toMatchObject({
        status: 422,
        body: { code: 'RESERVED_CLIENT' },
      })
    }
    for (const [code, body] of [
      ['INVALID_CLIENT', { client: 'Shop', scopes }],
      ['INVALID_CLIENT', { client: 'x'.repeat(65), scopes }],
      ['INVALID_SCOPES', { client: 'shop', scopes: [] }],
      ['INVALID_SCOPES', { client: 'shop', scopes: ['everything'] }],
      ['INVALID_SCOPES', { client: 'shop', scopes: ['credits:read', 'credits:read'] }],
      ['INVALID_SCOPES', { client: 'shop', scopes: 'credits:read' }],
      ['INVALID_BODY', { client: 'shop' }],
      ['AMOUNT_MUST_BE_STRING', { client: 'shop', scopes, dailyQuota: 10 }],
      ['INVALID_AMOUNT', { client: 'shop', scopes, dailyQuota: '0' }],
      ['INVALID_EXPIRY', { client: 'shop', scopes, expiresAt: '2030-01-01' }],
      ['UNKNOWN_FIELD', { client: 'shop', scopes, key: 'x' }],
    ] as const) {
      expect([body, await create(rootApiKey, body)]).toMatchObject([body, { status: 400, body: { code } }])
    }
    expect(await create(rootApiKey, { client: 'shop', scopes, expiresAt: '2020-01-01T00:00:00Z' })).toMatchObject({
      status: 422,
      body: { code: 'EXPIRY_IN_PAST' },
    })
  })

  test('18: that is unknown or has ended is said to be', async () => {
    const { id } = await createTestKey(server, ['credits:read'])
    await revoke(id)
    const unknown = '0123456789ab'
    expect(await rotate(rootApiKey, id, { overlapSeconds: 60 })).toMatchObject({
      status: 409,
      body: { code: 'KEY_ENDED' },
    })
    for (const answer of [
      await rotate(rootApiKey, unknown, { overlapSeconds: 60 }),
      await revoke(unknown),
      await call(rootApiKey, 'GET', `/keys/${unknown}`),
    ]) {
      expect(answer).toMatchObject({ status: 404, body: { code: 'KEY_NOT_FOUND' } })
    }
    expect(await revoke('x')).toMatchObject({ status: 400, body: { code: 'INVALID_KEY_ID' } })
    for (const overlapSeconds of [-1, 0.5, 2_592_001, '60']) {
      const answer = await rotate(rootApiKey, id, { overlapSeconds })
      expect([overlapSeconds, answer]).toMatchObject([
        overlapSeconds,
        { status: 400, body: { code: 'INVALID_OVERLAP' } },
      ])
    }
  })

  test('19: is listed a page at a time, newest first, of all clients or of one', async () => {
    const client = 'listed'
    const made: TestKey[] = []
    for (let n = 0; n < 5; n++) made.push(await createTestKey(server, ['credits:read'], { client }))
    const newestFirst = made.map(({ id }) => id).reverse()
    const paged: string[] = []
    let cursor: string | null = null
    do {
      const query: string = `?client=${client}&limit=2${cursor ? `&cursor=${cursor}` : ''}`
      const page = (await call(rootApiKey, 'GET', `/keys${query}`)).body as ApiKeyPage
      expect(page.keys.length).toBeLessThanOrEqual(2)
      paged.push(...page.keys.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor)
    expect(paged).toEqual(newestFirst)
    const all = (await call(rootApiKey, 'GET', '/keys?limit=100')).body as ApiKeyPage
    expect(all.keys.slice(0, 5).map(({ id }) => id)).toEqual(newestFirst)
    for (const [code, query] of [
      ['INVALID_FILTER', 'client=X'],
      ['INVALID_LIMIT', 'limit=0'],
      ['INVALID_CURSOR', 'cursor=x'],
      ['DUPLICATE_PARAMETER', 'client=a&client=b'],
    ]) {
      expect(await call(rootApiKey, 'GET', `/keys?${query}`)).toMatchObject({ status: 400, body: { code } })
    }
  })

  describe('20: is never allowed more than the one that makes it', () => {
    const scopes: Scope[] = ['keys:write', 'credits:grant']
    const refused = async (answer: ReturnType<typeof call>, details: Body) =>
      expect(await answer).toMatchObject({ status: 403, body: { code: 'ABOVE_OWN_RIGHTS', details } })

    test('no other scope', async () => {
      const { secret } = await createTestKey(server, scopes)
      const asked = { client: 'other', scopes: ['credits:grant', 'flags:read', 'audit:read'] }
      await refused(create(secret, asked), { scopes: ['flags:read', 'audit:read'] })
      expect((await create(secret, { client: 'other', scopes })).status).toBe(201)
    })

    test('no higher quota, none without one, and none of another client, whose quota would be another', async () => {
      const { client, secret } = await createTestKey(server, scopes, { dailyQuota: '10' })
      const asked = { client, scopes: ['credits:grant'] }
      await refused(create(secret, { ...asked, dailyQuota: '10.000000000000000001' }), { dailyQuota: '10' })
      await refused(create(secret, asked), { dailyQuota: '10' })
      await refused(create(secret, { ...asked, client: 'other', dailyQuota: '1' }), { client: 'other' })
      expect((await create(secret, { ...asked, dailyQuota: '10' })).status).toBe(201)
    })

    test('no later end', async () => {
      const expiresAt = inDays(2)
      const { client, id, secret } = await createTestKey(server, scopes, { expiresAt })
      const details = { expiresAt }
      const asked = { client, scopes: ['credits:grant'] }
      await refused(create(secret, asked), details)
      await refused(create(secret, { ...asked, expiresAt: inDays(3) }), details)
      await refused(rotate(secret, id, { overlapSeconds: 60, expiresAt: inDays(3) }), details)
      expect((await create(secret, { ...asked, expiresAt })).status).toBe(201)
    })

    test('and none that takes over from one that is', async () => {
      const { secret } = await createTestKey(server, scopes)
      const mighty = await createTestKey(server, ['keys:write', 'audit:read'])
      const rich = await createTestKey(server, ['credits:grant'], { dailyQuota: '100' })
      const poor = await createTestKey(server, scopes, { dailyQuota: '10' })
      await refused(rotate(secret, mighty.id, { overlapSeconds: 60 }), { scopes: ['audit:read'] })
      await refused(rotate(poor.secret, rich.id, { overlapSeconds: 60 }), { client: rich.client })
      expect((await call(mighty.secret, 'GET', '/audit')).status).toBe(200)
      expect((await rotate(secret, rich.id, { overlapSeconds: 60 })).status).toBe(201)
      expect((await rotate(poor.secret, poor.id, { overlapSeconds: 60 })).status).toBe(201)
    })

    test('but one that is allowed more may be revoked', async () => {
      const { secret } = await createTestKey(server, ['keys:write'])
      const mighty = await createTestKey(server, scopes)
      expect((await call(secret, 'DELETE', `/keys/${mighty.id}`)).status).toBe(200)
      expect((await call(mighty.secret, 'GET', '/keys')).status).toBe(401)
    })
  })
})

test('race: of many rotations of one key at once, each is made or told that it has ended; none is stuck', async () => {
  const { id, secret, client } = await createTestKey(server, ['keys:write'])
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      call(
        index % 2 ? secret : rootApiKey,
        'POST',
        `/keys/${id}/rotate`,
        { overlapSeconds: 0 },
        index % 3 ? server.url : other.url,
      ),
    ),
  )
  const statuses = answers.map(({ status }) => status)
  expect(statuses.filter((status) => status === 201)).toHaveLength(1)
  expect(statuses.filter((status) => ![201, 401, 409].includes(status))).toEqual([])
  expect(await server.knex('api_keys').where({ client, revoked_at: null })).toHaveLength(1)
})
