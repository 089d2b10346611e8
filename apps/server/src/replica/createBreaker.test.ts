import { describe, expect, test } from 'vitest'
import { createBreaker } from './createBreaker.js'

/** A breaker on a clock that is set by hand; `random` says where in its latter half each pause ends. */
function open(random: number) {
  let nowMs = 0
  const breaker = createBreaker(
    () => nowMs,
    () => random,
  )
  /** Fails as soon as it may, and says how long each pause was. */
  const pauses = (count: number) =>
    Array.from({ length: count }, () => {
      const beganAtMs = nowMs
      breaker.trip()
      while (breaker.isOpen) nowMs += 1
      return nowMs - beganAtMs
    })
  return { breaker, pauses, pass: (ms: number) => (nowMs += ms) }
}

describe('createBreaker', () => {
  test('default: closed until something fails, then open for a pause that doubles up to 30 s', () => {
    const { breaker, pauses } = open(1)
    expect(breaker.isOpen).toBe(false)
    expect(pauses(9)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  })

  test('behavior: a pause is shorter at random, by half at most', () => {
    expect(open(0).pauses(3)).toEqual([250, 500, 1_000])
    expect(open(0.5).pauses(3)).toEqual([375, 750, 1_500])
  })

  test('behavior: failures while it is open are no news and make no pause longer', () => {
    const { breaker, pauses } = open(1)
    expect([breaker.trip(), breaker.trip(), breaker.trip()]).toEqual([true, false, false])
    expect(pauses(2)).toEqual([500, 1_000])
  })

  test('behavior: after a minute without failures the next is the first again', () => {
    const { pauses, pass } = open(1)
    pauses(5)
    pass(60_000)
    expect(pauses(1)).toEqual([500])
  })
})
