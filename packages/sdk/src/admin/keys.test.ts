import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newAddress } from '../../../../apps/server/test/grantTestCredit.js'
import { rootApiKey, startTestServer, type TestServer } from '../../../../apps/server/test/startTestServer.js'
import { CreditsApiError } from '../errors/CreditsApiError.js'
import { RateLimitedError } from '../errors/errors.js'
import { createCreditsAdmin } from './createCreditsAdmin.js'

let server: TestServer
/** How often the server was asked. */
let asked = 0
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const adminOf = (apiKey: string, options: { fetch?: typeof fetch } = {}) =>
  createCreditsAdmin({ baseUrl: server.url, apiKey, ...options })
const counting: typeof fetch = (input, init) => {
  asked += 1
  return fetch(input, init)
}
const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
const grant = { type: 'on-demand', amount: '1', reason: 'A test', expiresAt: '2126-01-01T00:00:00Z' } as const
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: CreditsApiError) => error.code,
  )

describe('keys', () => {
  test('default: createKey, use it, rotateKey, revokeKey', async () => {
    const admin = adminOf(rootApiKey)
    const { secret, key } = await admin.createKey({ client: 'shop', scopes: ['credits:grant'], dailyQuota: '10' })
    expect(key).toMatchObject({ client: 'shop', scopes: ['credits:grant'], dailyQuota: '10', revokedAt: null })
    expect((await adminOf(secret).grantCredits(newAddress(), grant)).amount).toBe(1)
    const next = await admin.rotateKey(key.id, { overlapSeconds: 3_600 })
    for (const one of [secret, next.secret]) await adminOf(one).grantCredits(newAddress(), grant)
    expect((await admin.revokeKey(key.id)).revokedAt).not.toBeNull()
    expect(await codeOf(adminOf(secret).grantCredits(newAddress(), grant))).toBe('UNAUTHORIZED')
    expect((await adminOf(next.secret).grantCredits(newAddress(), grant)).amount).toBe(1)
  })

  test('default: listKeys asks for the next page only when it is wanted', async () => {
    const admin = adminOf(rootApiKey, { fetch: counting })
    const ids: string[] = []
    for (let n = 0; n < 5; n++) ids.unshift((await admin.createKey({ client: 'many', scopes: ['audit:read'] })).key.id)
    asked = 0
    for await (const { id } of admin.listKeys({ client: 'many', pageSize: 2 })) {
      expect(id).toBe(ids[0])
      break
    }
    expect(asked).toBe(1)
    expect((await collect(admin.listKeys({ client: 'many', pageSize: 2 }))).map(({ id }) => id)).toEqual(ids)
    expect(asked).toBe(4)
  })

  test('default: readAudit tells who has done what', async () => {
    const { secret, key } = await adminOf(rootApiKey).createKey({
      client: 'told',
      scopes: ['credits:grant', 'audit:read'],
    })
    const admin = adminOf(secret)
    const addresses = [newAddress(), newAddress(), newAddress()]
    for (const address of addresses) await admin.grantCredits(address, grant, { idempotencyKey: randomUUID() })
    const records = await collect(admin.readAudit({ client: 'told', operation: 'grantCredits', pageSize: 2 }))
    expect(records.map(({ target }) => target)).toEqual([...addresses].reverse())
    expect(records[0]).toMatchObject({ keyId: key.id, summary: { amount: '1', reason: '(text)' } })
  })

  test('behavior: createKey and rotateKey are sent once, whatever comes of it', async () => {
    const failing: typeof fetch = async () => {
      asked += 1
      throw new TypeError('fetch failed')
    }
    const admin = adminOf(rootApiKey, { fetch: failing })
    asked = 0
    expect(await codeOf(admin.createKey({ client: 'once', scopes: ['audit:read'] }))).toBe('NETWORK')
    expect(asked).toBe(1)
    expect(await codeOf(admin.rotateKey('0123456789ab', { overlapSeconds: 0 }))).toBe('NETWORK')
    expect(asked).toBe(2)
  })

  test('error: DAILY_LIMIT is a RateLimitedError that is not tried again, with the time to wait', async () => {
    const { secret } = await adminOf(rootApiKey).createKey({
      client: 'small',
      scopes: ['credits:grant'],
      dailyQuota: '0.5',
    })
    const address = newAddress()
    const key = { idempotencyKey: 'one' }
    const admin = adminOf(secret, { fetch: counting })
    asked = 0
    const first = await admin.grantCredits(address, grant, key).catch((error: unknown) => error)
    const again = await admin.grantCredits(address, grant, key).catch((error: unknown) => error)
    expect(asked).toBe(2)
    for (const error of [first, again]) {
      expect(error).toBeInstanceOf(RateLimitedError)
      expect(error).toMatchObject({ code: 'DAILY_LIMIT', retryable: false, details: { limit: '0.5' } })
    }
    expect((first as RateLimitedError).retryAfterMs).toBeGreaterThan(0)
    expect((again as RateLimitedError).retryAfterMs).toBeNull()
  })

  test('error: ABOVE_OWN_RIGHTS says what is too much', async () => {
    const { secret } = await adminOf(rootApiKey).createKey({ client: 'low', scopes: ['keys:write'] })
    const error = await adminOf(secret)
      .createKey({ client: 'low', scopes: ['credits:grant'] })
      .catch((error: unknown) => error)
    expect(error).toBeInstanceOf(CreditsApiError)
    expect(error).toMatchObject({ code: 'ABOVE_OWN_RIGHTS', status: 403, details: { scopes: ['credits:grant'] } })
  })
})
