import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { delay, fullJitter } from './delays.js'

describe('fullJitter', () => {
  test('default: anything from 0 to a bound that doubles', () => {
    for (const [attempt, boundMs] of [
      [1, 100],
      [2, 200],
      [5, 1_600],
      [9, 10_000],
      [5_000, 10_000],
    ] as const) {
      const waits = Array.from({ length: 2_000 }, () => fullJitter(attempt, 100, 10_000))
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(0)
      expect(Math.min(...waits)).toBeLessThan(boundMs * 0.05)
      expect(Math.max(...waits)).toBeLessThan(boundMs)
      expect(Math.max(...waits)).toBeGreaterThan(boundMs * 0.95)
    }
  })
})

describe('delay', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })
  const outcome = (promise: Promise<void>) => {
    const told: { how?: unknown } = {}
    promise.then(
      () => (told.how = 'over'),
      (reason) => (told.how = reason),
    )
    return told
  }

  test('default: it waits', async () => {
    const told = outcome(delay(1_000))
    await vi.advanceTimersByTimeAsync(999)
    expect(told).toEqual({})
    await vi.advanceTimersByTimeAsync(1)
    expect(told).toEqual({ how: 'over' })
  })

  test('behavior: an abort before or during it rejects with the reason, and leaves no timer and no listener', async () => {
    expect(await delay(1_000, AbortSignal.abort('early')).catch(String)).toBe('early')
    const controller = new AbortController()
    const removed = vi.spyOn(controller.signal, 'removeEventListener')
    const told = outcome(delay(1_000, controller.signal))
    const whole = outcome(delay(500, controller.signal))
    await vi.advanceTimersByTimeAsync(500)
    controller.abort('enough')
    await vi.advanceTimersByTimeAsync(0)
    expect([told, whole]).toEqual([{ how: 'enough' }, { how: 'over' }])
    expect(removed).toHaveBeenCalledTimes(1)
  })

  test('behavior: longer than any timer can be set for, it is as long as that', async () => {
    const told = outcome(delay(Number.MAX_SAFE_INTEGER))
    await vi.advanceTimersByTimeAsync(20 * 86_400_000)
    expect(told).toEqual({})
    await vi.advanceTimersByTimeAsync(5 * 86_400_000)
    expect(told).toEqual({ how: 'over' })
  })
})
