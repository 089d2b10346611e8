import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { repeat } from './repeat.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Work that takes as long as it is told, and when it began each time. */
function work(takesMs: number) {
  const beganAtMs: number[] = []
  const startedAtMs = performance.now()
  return {
    beganAtMs,
    do: () => {
      beganAtMs.push(Math.round(performance.now() - startedAtMs))
      return new Promise<void>((resolve) => setTimeout(resolve, takesMs))
    },
  }
}

describe('repeat', () => {
  test('default: from start to start, however long it takes', async () => {
    const reading = work(30)
    const repetition = repeat(reading.do, 100)
    await vi.advanceTimersByTimeAsync(450)
    expect(reading.beganAtMs).toEqual([100, 200, 300, 400])
    repetition.stop()
  })

  test('behavior: work that takes longer than the period is not done twice at a time', async () => {
    const reading = work(250)
    const repetition = repeat(reading.do, 100)
    await vi.advanceTimersByTimeAsync(900)
    expect(reading.beganAtMs).toEqual([100, 351, 602, 853])
    repetition.stop()
  })

  test('behavior: now does it at once, and once more for all who asked while it was under way', async () => {
    const reading = work(30)
    const repetition = repeat(reading.do, 100)
    repetition.now()
    await vi.advanceTimersByTimeAsync(10)
    repetition.now()
    repetition.now()
    await vi.advanceTimersByTimeAsync(80)
    expect(reading.beganAtMs).toEqual([0, 31])
    await vi.advanceTimersByTimeAsync(60)
    expect(reading.beganAtMs).toEqual([0, 31, 131])
    repetition.stop()
  })

  test('behavior: stopped, also while it is under way, it leaves no timer', async () => {
    const reading = work(30)
    const repetition = repeat(reading.do, 100)
    await vi.advanceTimersByTimeAsync(110)
    repetition.stop()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(reading.beganAtMs).toEqual([100])
    expect(vi.getTimerCount()).toBe(0)
  })
})
