import { describe, expect, test, vi } from 'vitest'
import {
  CreditsApiError,
  type CreditsReader,
  createCreditsReader,
  InvalidAddressError,
  RateLimitedError,
  RequestTimeoutError,
  UnavailableError,
  UserFlaggedError,
  UserNotFoundError,
} from './index.js'

const address = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8'
const baseUrl = 'https://credits.example'
const balance = '{"credits":[],"totalCredits":0.3,"totalCreditsWei":"300000000000000000"}'

type Step = { status?: number; body?: string; headers?: Record<string, string>; fails?: Error; takesMs?: number }

/** A network that answers these, one after another, and what it was asked. The last one stands for all that follow. */
function network(...steps: Step[]) {
  const asked: Request[] = []
  const fetch: typeof globalThis.fetch = async (input) => {
    const request = input as Request
    const {
      status = 200,
      body = balance,
      headers,
      fails,
      takesMs = 0,
    } = steps[Math.min(asked.length, steps.length - 1)] ?? {}
    asked.push(request)
    if (takesMs > 0) {
      await new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, takesMs)
        request.signal.addEventListener('abort', () => {
          clearTimeout(timer)
          reject(request.signal.reason)
        })
      })
    }
    request.signal.throwIfAborted()
    if (fails) throw fails
    return new Response(body, { status, headers: { 'Content-Type': 'application/json', ...headers } })
  }
  return { asked, fetch }
}

const soon = { firstDelayMs: 1, mostDelayMs: 2 }

describe('createCreditsReader', () => {
  test('default: getCredits', async () => {
    const { asked, fetch } = network({})
    const read = await createCreditsReader({ baseUrl: `${baseUrl}/`, fetch }).getCredits(address, {
      status: 'AVAILABLE',
    })
    expect(read.totalCreditsWei).toBe('300000000000000000')
    expect(asked.map(({ url }) => url)).toEqual([`${baseUrl}/users/${address}/credits?status=AVAILABLE`])
  })

  test('default: getCredit', async () => {
    const id = '3f2504e0-4f89-41d3-9a0c-0305e82c3301'
    const { asked, fetch } = network({ body: `{"id":"${id}","amount":1,"status":"USED"}` })
    expect(await createCreditsReader({ baseUrl, fetch }).getCredit(address, id)).toMatchObject({ id, status: 'USED' })
    expect(asked[0]?.url).toBe(`${baseUrl}/users/${address}/credits/${id}`)
  })

  test('default: getSigner and getTransaction', async () => {
    const { asked, fetch } = network(
      { body: '{"chainId":1,"contract":"0x","address":"0x","hasRole":null,"previous":[]}' },
      { body: '{"hash":"0xab","state":"seen","blockNumber":1,"confirmations":1,"credits":[]}' },
    )
    const reader = createCreditsReader({ baseUrl, fetch })
    expect(await reader.getSigner()).toMatchObject({ hasRole: null })
    expect(await reader.getTransaction('0xab', { until: 'final' })).toMatchObject({ state: 'seen' })
    await reader.getTransaction('0xab')
    expect(asked.map(({ url }) => url.slice(baseUrl.length))).toEqual([
      '/signer',
      '/transactions/0xab?until=final',
      '/transactions/0xab',
    ])
  })

  test('behavior: minVersion is asked for, and nothing that was left out', async () => {
    const { asked, fetch } = network({}, { body: '{"id":"i","status":"USED"}' }, {})
    const reader = createCreditsReader({ baseUrl, fetch })
    const { signal } = new AbortController()
    await reader.getCredits(address, { minVersion: 7, status: 'AVAILABLE', signal })
    await reader.getCredit(address, 'i', { minVersion: 0 })
    await reader.getCredits(address, { minVersion: undefined, status: undefined, signal })
    expect(asked.map(({ url }) => url.slice(`${baseUrl}/users/${address}`.length))).toEqual([
      '/credits?minVersion=7&status=AVAILABLE',
      '/credits/i?minVersion=0',
      '/credits',
    ])
  })

  test('behavior: what the server may hold for 10 s has them on top of timeoutMs, and nothing else has', async () => {
    const held = network({ takesMs: 200 })
    const reader = createCreditsReader({ baseUrl, fetch: held.fetch, timeoutMs: 50, retry: { tries: 1 } })
    await reader.getCredits(address, { minVersion: 7 })
    await expect(reader.getCredits(address, { minVersion: undefined })).rejects.toThrow(RequestTimeoutError)
    await expect(reader.getSigner()).rejects.toThrow(RequestTimeoutError)
    const transaction = network({ takesMs: 200, body: '{"state":"seen"}' })
    const spender = createCreditsReader({ baseUrl, fetch: transaction.fetch, timeoutMs: 50, retry: { tries: 1 } })
    await spender.getTransaction('0xab', { until: 'seen' })
    await expect(spender.getTransaction('0xab')).rejects.toThrow(RequestTimeoutError)
  })

  test('error: what had no answer has no request id and no details, and says what failed', async () => {
    const fails = new TypeError('fetch failed')
    const reader = createCreditsReader({ baseUrl, fetch: network({ fails }).fetch, retry: { tries: 1 } })
    const error = await reader.getCredits(address).catch((error) => error)
    expect(error).toMatchObject({ status: null, requestId: null, details: {}, retryable: true })
    expect(error.cause).toBe(fails)
  })

  test('behavior: fetch is no method of ours: in a page that is an illegal invocation', async () => {
    const { fetch } = network({})
    const native = function (this: unknown, ...asked: Parameters<typeof fetch>) {
      if (this !== undefined) throw new TypeError('Illegal invocation')
      return fetch(...asked)
    }
    expect(await createCreditsReader({ baseUrl, fetch: native }).getCredits(address)).toMatchObject({ credits: [] })
  })

  test('default: getCurrentSeason, getSeasons and getGoals', async () => {
    const { asked, fetch } = network(
      { body: '{"id":5,"startDate":"2026-03-02T00:00:00.000Z"}' },
      { body: '{"past":[],"current":null,"next":null}' },
      { body: '{"goals":[{"id":"a"},{"id":"b"}],"nextCursor":"abc"}' },
      { body: '{"goals":[{"id":"c"}],"nextCursor":null}' },
    )
    const reader = createCreditsReader({ baseUrl, fetch })
    expect(await reader.getCurrentSeason()).toMatchObject({ id: 5 })
    expect(await reader.getSeasons()).toEqual({ past: [], current: null, next: null })
    const goals: string[] = []
    for await (const { id } of reader.getGoals(5, { pageSize: 2 })) goals.push(id)
    expect(goals).toEqual(['a', 'b', 'c'])
    expect(asked.map(({ url }) => url.slice(baseUrl.length))).toEqual([
      '/season',
      '/seasons',
      '/seasons/5/goals?limit=2',
      '/seasons/5/goals?limit=2&cursor=abc',
    ])
  })

  test('default: getEntries asks for the next page only when it is wanted', async () => {
    const entry = (version: number) =>
      `{"version":${version},"kind":"granted","amountWei":"1","at":"2026-01-01T00:00:00.000Z"}`
    const { asked, fetch } = network(
      { body: `{"entries":[${entry(3)},${entry(2)}],"nextCursor":"abc"}` },
      { body: `{"entries":[${entry(1)}],"nextCursor":null}` },
    )
    const versions: number[] = []
    for await (const { version } of createCreditsReader({ baseUrl, fetch }).getEntries(address, { pageSize: 2 })) {
      versions.push(version)
      if (versions.length === 1) expect(asked).toHaveLength(1)
    }
    expect(versions).toEqual([3, 2, 1])
    expect(asked.map(({ url }) => new URL(url).search)).toEqual(['?limit=2', '?limit=2&cursor=abc'])
  })

  test.each([
    [
      404,
      '{"error":"e","code":"USER_NOT_FOUND","requestId":"r"}',
      UserNotFoundError,
      { requestId: 'r', retryable: false },
    ],
    [400, '{"error":"e","code":"INVALID_ADDRESS"}', InvalidAddressError, { retryable: false }],
    [
      401,
      '{"ok":false,"message":"m","reason":{"message":"Two accounts."},"isBlockedForClaiming":true,"error":"e","code":"USER_FLAGGED"}',
      UserFlaggedError,
      { reason: 'Two accounts.', code: 'USER_FLAGGED' },
    ],
    [
      401,
      '{"ok":false,"message":"m","reason":{"message":"Of the seed."},"isBlockedForClaiming":true}',
      UserFlaggedError,
      { reason: 'Of the seed.', message: 'm', code: 'USER_FLAGGED' },
    ],
    [
      401,
      '{"ok":false,"message":"Invalid Auth Chain"}',
      CreditsApiError,
      { message: 'Invalid Auth Chain', code: null },
    ],
    [
      400,
      '{"error":"Bad Request","message":"This endpoint requires a signed fetch request. See ADR-44."}',
      CreditsApiError,
      { message: 'This endpoint requires a signed fetch request. See ADR-44.' },
    ],
    [404, '{"error":"User not found"}', UserNotFoundError, { message: 'User not found', code: 'USER_NOT_FOUND' }],
    [503, '{"error":"e","code":"UNAVAILABLE"}', UnavailableError, { retryable: true }],
    [429, '{"error":"e","code":"RATE_LIMITED"}', RateLimitedError, { retryable: true, retryAfterMs: null }],
    [409, '{"error":"e","code":"OF_THE_FUTURE"}', CreditsApiError, { code: 'OF_THE_FUTURE', retryable: false }],
    [502, '<html>', UnavailableError, { code: null, retryable: true }],
    [500, '', UnavailableError, { code: null, retryable: true }],
    [200, '<html>', UnavailableError, { code: 'NETWORK' }],
    [200, '{"ok":true}', CreditsApiError, { code: 'BAD_ANSWER' }],
    [200, 'null', CreditsApiError, { code: 'BAD_ANSWER' }],
  ])('error: %i %s is thrown as its class, never an empty balance', async (status, body, type, expected) => {
    const { fetch } = network({ status, body })
    const error = await createCreditsReader({ baseUrl, fetch, retry: { tries: 1 } })
      .getCredits(address)
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(type)
    expect(error).toMatchObject({ ...expected, remedy: expect.stringMatching(/./) })
    if (status !== 200) expect(error).toMatchObject({ status })
  })

  test('behavior: trouble that passes is tried again, a final answer is not', async () => {
    const passing = network(
      { status: 503, body: '{}' },
      { fails: new TypeError('fetch failed') },
      { body: '<html>' },
      {},
    )
    await createCreditsReader({ baseUrl, fetch: passing.fetch, retry: soon }).getCredits(address)
    expect(passing.asked).toHaveLength(4)
    const final = network({ status: 404, body: '{"error":"e","code":"USER_NOT_FOUND"}' })
    const read = createCreditsReader({ baseUrl, fetch: final.fetch, retry: soon }).getCredits(address)
    await expect(read).rejects.toBeInstanceOf(UserNotFoundError)
    expect(final.asked).toHaveLength(1)
  })

  test('behavior: Retry-After is honoured, and given up on when it leads past totalTimeoutMs', async () => {
    const waits: unknown[] = []
    const logger = { debug: (_: string, { waitMs }: Record<string, unknown>) => void waits.push(waitMs), warn() {} }
    const { asked, fetch } = network({ status: 503, body: '{}', headers: { 'Retry-After': '1' } }, {})
    await createCreditsReader({ baseUrl, fetch, logger }).getCredits(address)
    expect([asked.length, waits]).toEqual([2, [1_000]])
    const long = network({ status: 429, body: '{}', headers: { 'Retry-After': '60' } })
    const read = createCreditsReader({ baseUrl, fetch: long.fetch }).getCredits(address)
    await expect(read).rejects.toMatchObject({ name: 'RateLimitedError', retryAfterMs: 60_000 })
    expect(long.asked).toHaveLength(1)
  })

  test('error: TIMEOUT of each try', async () => {
    const slow = network({ takesMs: 600_000 })
    const options = { baseUrl, fetch: slow.fetch, timeoutMs: 50, totalTimeoutMs: 600_000, retry: { ...soon, tries: 3 } }
    const read = createCreditsReader(options).getCredits(address)
    await expect(read).rejects.toMatchObject({
      name: 'RequestTimeoutError',
      code: 'TIMEOUT',
      status: null,
      retryable: true,
    })
    await expect(read).rejects.toBeInstanceOf(RequestTimeoutError)
    expect(slow.asked).toHaveLength(3)
  })

  test.each([
    ['a try', { takesMs: 600_000 }],
    ['many tries', { status: 503, body: '{}' }],
  ])('error: totalTimeoutMs bounds %s', async (_, step) => {
    const { fetch } = network(step)
    const options = { baseUrl, fetch, timeoutMs: 600_000, totalTimeoutMs: 300, retry: { ...soon, tries: 1e9 } }
    const beganAtMs = performance.now()
    await expect(createCreditsReader(options).getCredits(address)).rejects.toBeInstanceOf(CreditsApiError)
    expect(performance.now() - beganAtMs).toBeGreaterThan(200)
    // However busy a machine is; without the bound it would be an age.
    expect(performance.now() - beganAtMs).toBeLessThan(30_000)
  })

  test('behavior: an abort rejects with its own reason, during a try and during a wait, and nothing is tried again', async () => {
    for (const step of [{ takesMs: 60_000 }, { status: 503, body: '{}', headers: { 'Retry-After': '9' } }]) {
      const { asked, fetch } = network(step)
      const controller = new AbortController()
      const read = createCreditsReader({ baseUrl, fetch }).getCredits(address, { signal: controller.signal })
      await vi.waitFor(() => expect(asked).toHaveLength(1))
      setTimeout(() => controller.abort('enough'), 20)
      await expect(read).rejects.toBe('enough')
      expect(asked).toHaveLength(1)
    }
  })

  test.each<[string, (reader: CreditsReader, signal: AbortSignal) => Promise<unknown>]>([
    ['getCredits', (reader, signal) => reader.getCredits(address, { signal })],
    ['getCredit', (reader, signal) => reader.getCredit(address, 'i', { signal })],
    ['getEntries', (reader, signal) => reader.getEntries(address, { signal }).next()],
  ])('behavior: %s is aborted by its signal, and not answered by something else', async (_, call) => {
    const slow = network({ takesMs: 600_000 })
    const controller = new AbortController()
    const aborted = call(createCreditsReader({ baseUrl, fetch: slow.fetch }), controller.signal)
    await vi.waitFor(() => expect(slow.asked).toHaveLength(1))
    controller.abort('enough')
    await expect(aborted).rejects.toBe('enough')
    for (const body of ['{"ok":true}', 'null', '[]', '{"credits":5,"entries":5}']) {
      const { fetch } = network({ body })
      const told = { code: 'BAD_ANSWER', status: 200, remedy: 'Check baseUrl.' }
      await expect(call(createCreditsReader({ baseUrl, fetch }), AbortSignal.any([]))).rejects.toMatchObject(told)
    }
  })

  test('behavior: an abort during the last try is no network error', async () => {
    const { asked, fetch } = network({ takesMs: 600_000 })
    const controller = new AbortController()
    const reader = createCreditsReader({ baseUrl, fetch, retry: { tries: 1 } })
    const read = reader.getCredits(address, { signal: controller.signal })
    await vi.waitFor(() => expect(asked).toHaveLength(1))
    controller.abort('enough')
    await expect(read).rejects.toBe('enough')
  })

  test('behavior: headers may be a function, asked anew for each call', async () => {
    let n = 0
    const { asked, fetch } = network({})
    const reader = createCreditsReader({ baseUrl, fetch, headers: async () => ({ 'X-Call': String(++n) }) })
    await reader.getCredits(address)
    await reader.getCredits(address)
    expect(asked.map(({ headers }) => headers.get('X-Call'))).toEqual(['1', '2'])
  })

  test('behavior: what a newer server adds is kept', async () => {
    const body =
      '{"credits":[{"id":"i","amount":1,"status":"FROZEN","of":"the future"}],"totalCredits":1,"more":{"a":1}}'
    const { fetch } = network({ body })
    expect(await createCreditsReader({ baseUrl, fetch }).getCredits(address)).toEqual(JSON.parse(body))
  })
})
