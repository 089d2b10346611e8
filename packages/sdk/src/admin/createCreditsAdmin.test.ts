import { describe, expect, test, vi } from 'vitest'
import { CreditsApiError } from '../index.js'
import { type CreditsAdminOptions, createCreditsAdmin, type Grant } from './index.js'

const address = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8'
const grant: Grant = { type: 'on-demand', amount: '12.5', reason: 'Order 1042' }
const credit = '{"id":"3f2504e0-4f89-41d3-9a0c-0305e82c3301","amount":12.5,"status":"AVAILABLE"}'
const away = () => new Response('{"error":"e","code":"OUTCOME_UNKNOWN"}', { status: 503 })
const made = () => new Response(credit, { status: 201 })

/** An operator, and what was asked; the last answer stands for all that follow. */
function operator(answers: readonly (() => Response)[] = [made], options: Partial<CreditsAdminOptions> = {}) {
  const asked: { url: string; method: string; headers: Headers; body: unknown }[] = []
  const fetch: typeof globalThis.fetch = async (input) => {
    const request = input as Request
    const answer = answers[Math.min(asked.length, answers.length - 1)]
    asked.push({ url: request.url, method: request.method, headers: request.headers, body: await request.json() })
    if (!answer) throw new TypeError('fetch failed')
    return answer()
  }
  const retry = { firstDelayMs: 1, mostDelayMs: 2 }
  const admin = createCreditsAdmin({ baseUrl: 'https://credits.example', apiKey: 'secret', fetch, retry, ...options })
  const keys = () => asked.map(({ headers }) => headers.get('Idempotency-Key'))
  return { admin, asked, keys }
}

describe('grantCredits', () => {
  test('default: the grant, with the key of the operator and the key of the grant', async () => {
    const { admin, asked } = operator([made], { headers: { 'X-Request-Id': 'r1' } })
    const granted = await admin.grantCredits(address, grant, { idempotencyKey: 'order-1042' })
    expect(granted).toEqual(JSON.parse(credit))
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({
      url: `https://credits.example/users/${address}/credits`,
      method: 'POST',
      body: grant,
    })
    const sent = Object.fromEntries(asked[0]?.headers ?? [])
    expect(sent).toMatchObject({
      authorization: 'Bearer secret',
      'idempotency-key': 'order-1042',
      'x-request-id': 'r1',
      'content-type': 'application/json',
    })
  })

  test.each([{ idempotencyKey: 'order-1042' }, {}])(
    'behavior: with %j it is tried again with one key and one body',
    async (options) => {
      const { admin, asked, keys } = operator([away, () => new Response('<html>', { status: 502 }), made])
      await admin.grantCredits(address, grant, options)
      expect(asked).toHaveLength(3)
      expect(new Set(keys()).size).toBe(1)
      expect(asked.map(({ body }) => body)).toEqual([grant, grant, grant])
      if (options.idempotencyKey) expect(keys()[0]).toBe(options.idempotencyKey)
      else expect(keys()[0]).toMatch(/^[!-~]{16,255}$/)
    },
  )

  test('behavior: without a key of yours each call has another one', async () => {
    const { admin, keys } = operator()
    for (let calls = 0; calls < 3; calls++) await admin.grantCredits(address, grant)
    expect(new Set(keys()).size).toBe(3)
  })

  test.each(['<html>', '{"credits":[]}', '{"ok":true}', 'null'])(
    'error: a 200 "%s" is not taken for a credit',
    async (body) => {
      const { admin } = operator([() => new Response(body)], { retry: { tries: 1 } })
      await expect(admin.grantCredits(address, grant)).rejects.toBeInstanceOf(CreditsApiError)
    },
  )

  test('error: a refusal is thrown at once, and says what to do', async () => {
    const refusal =
      '{"error":"The credit would be expired already. Send an expiresAt in the future.","code":"EXPIRY_IN_PAST"}'
    const { admin, asked } = operator([() => new Response(refusal, { status: 422 })])
    const told = { code: 'EXPIRY_IN_PAST', status: 422, retryable: false, remedy: 'Send an expiresAt in the future.' }
    await expect(admin.grantCredits(address, grant)).rejects.toMatchObject(told)
    expect(asked).toHaveLength(1)
  })

  test('error: the signal ends its waits with its reason', async () => {
    const controller = new AbortController()
    const later = () => new Response('{}', { status: 503, headers: { 'Retry-After': '20' } })
    const { admin, asked } = operator([later])
    const granting = admin.grantCredits(address, grant, { signal: controller.signal })
    await vi.waitFor(() => expect(asked).toHaveLength(1))
    controller.abort('enough')
    await expect(granting).rejects.toBe('enough')
  })
})
