import { afterEach, describe, expect, test, vi } from 'vitest'
import { createAddressRate } from './createAddressRate.js'

let nowMs = 0
vi.spyOn(performance, 'now').mockImplementation(() => nowMs)
afterEach(() => {
  nowMs = 0
})

const taken = (rate: ReturnType<typeof createAddressRate>, address: string, tries: number) =>
  Array.from({ length: tries }, () => rate.take(address)).filter(Boolean).length

describe('createAddressRate', () => {
  test('default: a second’s requests at once, then one for each part of a second, and never more than a second’s', () => {
    const rate = createAddressRate(10)
    expect(taken(rate, 'a', 50)).toBe(10)
    nowMs += 99
    expect(taken(rate, 'a', 50)).toBe(0)
    nowMs += 1
    expect(taken(rate, 'a', 50)).toBe(1)
    nowMs += 250
    expect(taken(rate, 'a', 50)).toBe(2)
    nowMs += 50
    expect(taken(rate, 'a', 50)).toBe(1)
    nowMs += 60_000
    expect(taken(rate, 'a', 50)).toBe(10)
    expect(taken(rate, 'b', 50)).toBe(10)
  })

  test('behavior: remembers 100,000 addresses and forgets who was not seen for longest', () => {
    const rate = createAddressRate(1)
    const seeOthers = (count: number) => {
      for (let other = 0; other < count; other++) rate.take(`${other}`)
    }
    expect([rate.take('a'), rate.take('b')]).toEqual([true, true])
    seeOthers(99_998)
    // One that is refused is seen as well.
    expect(rate.take('a')).toBe(false)
    rate.take('one more')
    expect([rate.take('a'), rate.take('b')]).toEqual([false, true])
  })
})
