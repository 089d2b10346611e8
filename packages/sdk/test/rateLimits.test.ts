import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { newAddress } from '../../../apps/server/test/grantTestCredit.js'
import { rootApiKey, startTestServer, type TestServer } from '../../../apps/server/test/startTestServer.js'
import { createCreditsAdmin } from '../src/admin/index.js'
import { createCreditsReader, RateLimitedError } from '../src/index.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ env: { RATE_LIMIT_PER_CLIENT: '2', RATE_LIMIT_PER_IP: '2' } })
})
afterAll(() => server.stop())
// A second without a request, and there is room for a second's requests.
afterEach(() => new Promise((resolve) => setTimeout(resolve, 1_100)))

/** Sends as fetch does, and notes what each request was answered, by its idempotency key. */
function noting() {
  const answers: { readonly key: string | null; readonly status: number }[] = []
  const noted: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init)
    answers.push({ key: (input as Request).headers.get('Idempotency-Key'), status: answer.status })
    return answer
  }
  return { answers, fetch: noted }
}
const grant = { type: 'on-demand', amount: '1', reason: 'A test', expiresAt: '2126-01-01T00:00:00Z' } as const

describe('above the rate', () => {
  test('grants come again with their keys when they may, and are made once', async () => {
    const { answers, fetch } = noting()
    const admin = createCreditsAdmin({ baseUrl: server.url, apiKey: rootApiKey, fetch })
    const address = newAddress()
    const made = await Promise.all(Array.from({ length: 5 }, () => admin.grantCredits(address, grant)))

    const keys = new Set(answers.map(({ key }) => key))
    expect([keys.size, new Set(made.map(({ id }) => id)).size]).toEqual([5, 5])
    for (const key of keys) {
      const statuses = answers.filter((answer) => answer.key === key).map(({ status }) => status)
      expect(statuses).toEqual([...Array(statuses.length - 1).fill(429), 201])
    }
    expect(answers.length).toBeGreaterThan(5)
    expect(await server.knex('credits').where({ address })).toHaveLength(5)
    expect(await server.knex('idempotency_keys').where({ status: 429 })).toEqual([])
  })

  test('reads come again when they may', async () => {
    const { answers, fetch } = noting()
    const reader = createCreditsReader({ baseUrl: server.url, fetch })
    await Promise.all(Array.from({ length: 5 }, () => reader.getSeasons()))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5)
    expect(answers.some(({ status }) => status === 429)).toBe(true)
  })

  test('who does not want to wait is told for how long', async () => {
    const reader = createCreditsReader({ baseUrl: server.url, retry: { tries: 1 } })
    const outcomes = await Promise.allSettled(Array.from({ length: 9 }, () => reader.getSeasons()))
    const refused = outcomes.filter(({ status }) => status === 'rejected')
    expect(refused.length).toBeGreaterThan(0)
    for (const outcome of refused) {
      const { reason } = outcome as PromiseRejectedResult
      expect(reason).toBeInstanceOf(RateLimitedError)
      expect(reason).toMatchObject({ code: 'RATE_LIMITED', retryable: true, retryAfterMs: 1_000 })
    }
  })
})
