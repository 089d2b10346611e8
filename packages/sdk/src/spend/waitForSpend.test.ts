import type { Transaction } from '@credits-server/contract'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  CreditsApiError,
  createCreditsReader,
  RateLimitedError,
  RequestTimeoutError,
  UnavailableError,
} from '../index.js'
import { waitForSpend } from '../onchain/index.js'

const hash = `0x${'ab'.repeat(32)}`

type Step = { state?: string; heldMs?: number; status?: number; code?: string; retryAfter?: string }

/** A server that answers these, one after another, and what it was asked and when. The last one stands for all that follow. */
function serve(...steps: Step[]) {
  const asked: { readonly path: string; readonly atMs: number }[] = []
  const fetch: typeof globalThis.fetch = async (input) => {
    const { url, signal } = input as Request
    const step = steps[Math.min(asked.length, steps.length - 1)] ?? {}
    const { state = 'unknown', heldMs = 0, status = 200, code, retryAfter } = step
    asked.push({ path: new URL(url).pathname + new URL(url).search, atMs: performance.now() })
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, heldMs)
      signal.addEventListener('abort', () => {
        clearTimeout(timer)
        reject(signal.reason)
      })
    })
    const transaction = { hash, state, blockNumber: null, confirmations: 0, credits: [] }
    const headers: Record<string, string> = retryAfter === undefined ? {} : { 'Retry-After': retryAfter }
    return Response.json(code === undefined ? transaction : { error: 'e', code }, { status, headers })
  }
  const reader = createCreditsReader({ baseUrl: 'https://credits.example', fetch, retry: { tries: 1 } })
  return { asked, reader, waits: () => asked.slice(1).map(({ atMs }, index) => atMs - (asked[index]?.atMs ?? 0)) }
}

/** Lets the promise go on until it ends, however long that takes by the clock. */
async function finish<Value>(promise: Promise<Value>): Promise<Value> {
  let over = false
  const ended = promise.finally(() => {
    over = true
  })
  ended.catch(() => {})
  while (!over) await vi.advanceTimersByTimeAsync(50)
  return ended
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  // The longest wait there may be, but for its last ms.
  vi.spyOn(Math, 'random').mockReturnValue(0.999)
  // The runtime's own follows another clock.
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    if (!Number.isInteger(ms) || ms < 0 || ms > 2 ** 31 - 1) throw new RangeError(`${ms} is no delay`)
    const timeout = new AbortController()
    setTimeout(() => timeout.abort(new DOMException('over', 'TimeoutError')), ms)
    return timeout.signal
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('waitForSpend', () => {
  test('default: it asks until the transaction is seen, without an interval where the server holds the question', async () => {
    const { asked, reader, waits } = serve({ heldMs: 10_000 }, { heldMs: 10_000 }, { heldMs: 3_000, state: 'seen' })
    const transaction: Transaction = await finish(waitForSpend(reader, hash))
    expect(transaction).toMatchObject({ hash, state: 'seen' })
    expect(asked.map(({ path }) => path)).toEqual(Array(3).fill(`/transactions/${hash}?until=seen`))
    for (const ms of waits()) expect(ms).toBeLessThanOrEqual(10_050)
  })

  test.each([
    ['seen', 'seen', true],
    ['seen', 'confirmed', true],
    ['seen', 'final', true],
    ['confirmed', 'seen', false],
    ['confirmed', 'confirmed', true],
    ['confirmed', 'final', true],
    ['final', 'seen', false],
    ['final', 'confirmed', false],
    ['final', 'final', true],
    ['seen', 'unknown', false],
    ['seen', 'reorged', false],
    ['final', 'reorged', false],
    ['seen', 'ofTheFuture', false],
  ] as const)('behavior: until %s, one that is %s ends it: %s', async (until, state, ends) => {
    const { asked, reader } = serve({ state }, { state: 'final' })
    expect(await finish(waitForSpend(reader, hash, { until }))).toMatchObject({ state: ends ? state : 'final' })
    expect(asked).toHaveLength(ends ? 1 : 2)
    expect(asked[0]?.path).toMatch(new RegExp(`until=${until}$`))
  })

  test('behavior: what is answered at once is asked again after a wait that doubles, up to 10 s', async () => {
    const { reader, waits } = serve(...Array<Step>(8).fill({}), { state: 'seen' })
    await finish(waitForSpend(reader, hash))
    const bounds = [300, 600, 1_200, 2_400, 4_800, 9_600, 10_000, 10_000]
    expect(waits()).toHaveLength(bounds.length)
    for (const [index, bound] of bounds.entries()) {
      expect(waits()[index]).toBeGreaterThan(bound * 0.9)
      expect(waits()[index]).toBeLessThanOrEqual(bound + 50)
    }
  })

  test('behavior: a question that was held begins the waits anew', async () => {
    const { reader, waits } = serve({}, {}, { heldMs: 9_000 }, {}, { state: 'seen' })
    await finish(waitForSpend(reader, hash))
    expect(waits().map((ms) => Math.round(ms / 100))).toEqual([3, 6, 90, 3])
  })

  test('behavior: trouble that passes is waited out, a Retry-After as long as it says', async () => {
    const { reader, waits } = serve(
      { status: 503, code: 'UNAVAILABLE' },
      { status: 429, code: 'RATE_LIMITED', retryAfter: '60' },
      { state: 'confirmed' },
    )
    expect(await finish(waitForSpend(reader, hash))).toMatchObject({ state: 'confirmed' })
    expect(waits().map((ms) => Math.round(ms / 100))).toEqual([3, 606])
  })

  test('error: RequestTimeoutError after timeoutMs, in a question or a wait, with the state until then', async () => {
    for (const heldMs of [0, 4_000]) {
      const { reader } = serve({ state: 'reorged', heldMs })
      const beganAtMs = performance.now()
      const error = await finish(waitForSpend(reader, hash, { timeoutMs: 9_999.5 })).catch((error) => error)
      expect(error).toBeInstanceOf(RequestTimeoutError)
      expect(error).toMatchObject({ code: 'TIMEOUT', status: null, retryable: true, details: { state: 'reorged' } })
      expect(error.message).toMatch(/reorged.*seen/)
      expect(performance.now() - beganAtMs).toBeLessThanOrEqual(10_050)
    }
  })

  test('error: time-outs without end, and those that are over, are time-outs too', async () => {
    const { reader } = serve({ heldMs: 5_000, state: 'seen' })
    expect(await finish(waitForSpend(reader, hash, { timeoutMs: Infinity }))).toMatchObject({ state: 'seen' })
    await expect(finish(waitForSpend(reader, hash, { timeoutMs: -1 }))).rejects.toThrow(RequestTimeoutError)
  })

  test('error: after timeoutMs its cause is the trouble that there was', async () => {
    const { reader } = serve({ status: 503, code: 'UNAVAILABLE' })
    const error = await finish(waitForSpend(reader, hash, { timeoutMs: 5_000 })).catch((error) => error)
    expect(error).toBeInstanceOf(RequestTimeoutError)
    expect(error.cause).toBeInstanceOf(UnavailableError)
    expect(error.cause).not.toBeInstanceOf(RateLimitedError)
  })

  test('error: a final answer rejects at once', async () => {
    const { asked, reader } = serve({ status: 400, code: 'INVALID_TRANSACTION_HASH' })
    const error = await finish(waitForSpend(reader, '0xab')).catch((error) => error)
    expect(error).toBeInstanceOf(CreditsApiError)
    expect(error).toMatchObject({ code: 'INVALID_TRANSACTION_HASH' })
    expect(asked).toHaveLength(1)
  })

  test('error: the reason of the signal when it aborts, in a question or a wait, and nothing is asked after it', async () => {
    for (const heldMs of [0, 60_000]) {
      const { asked, reader } = serve({ heldMs })
      const page = new AbortController()
      const waiting = waitForSpend(reader, hash, { signal: page.signal })
      waiting.catch(() => {})
      await vi.advanceTimersByTimeAsync(100)
      page.abort('left the page')
      await expect(waiting).rejects.toBe('left the page')
      await vi.advanceTimersByTimeAsync(60_000)
      expect(asked).toHaveLength(1)
    }
  })
})
