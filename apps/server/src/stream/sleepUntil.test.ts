import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { sleepUntil } from './sleepUntil.js'

const dayMs = 86_400_000

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Starts a sleep and tells whether it is over. */
function sleep(ms: number, signal = new AbortController().signal) {
  const state = { over: false }
  void sleepUntil(performance.now() + ms, signal).then(() => {
    state.over = true
  })
  return state
}

describe('sleepUntil', () => {
  test('default: ends at its deadline and not before', async () => {
    const state = sleep(1_000)
    await vi.advanceTimersByTimeAsync(999)
    expect(state.over).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(state.over).toBe(true)
  })

  test('behavior: a deadline further away than a timer reaches (24.8 days) is kept', async () => {
    const state = sleep(60 * dayMs)
    await vi.advanceTimersByTimeAsync(60 * dayMs - 1)
    expect(state.over).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(state.over).toBe(true)
  })

  test('behavior: a deadline that has passed does not wait', async () => {
    const state = sleep(-1)
    await vi.advanceTimersByTimeAsync(0)
    expect(state.over).toBe(true)
  })

  test('behavior: an abort ends it and leaves no timer', async () => {
    const controller = new AbortController()
    const state = sleep(1_000, controller.signal)
    await vi.advanceTimersByTimeAsync(10)
    controller.abort()
    await vi.advanceTimersByTimeAsync(0)
    expect(state.over).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })
})
