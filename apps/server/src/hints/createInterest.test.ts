import type { Address } from '@credits-server/onchain'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createInterest } from './createInterest.js'

const address = (n: number) => `0x${String(n).padStart(40, '0')}` as Address

describe('createInterest', () => {
  let calls: string[]
  const open = () =>
    createInterest({
      begin: (address) => void calls.push(`begin ${Number(address.slice(2))}`),
      end: (address) => void calls.push(`end ${Number(address.slice(2))}`),
    })
  beforeEach(() => {
    calls = []
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('default: an address begins with its first watcher and ends 5 to 10 s after its last one has gone', () => {
    const interest = open()
    const leave = [interest.watch(address(1)), interest.watch(address(1))]
    expect(calls).toEqual(['begin 1'])
    expect([...interest.addresses()]).toEqual([address(1)])
    leave[0]?.()
    vi.advanceTimersByTime(60_000)
    leave[1]?.()
    vi.advanceTimersByTime(4_999)
    expect(calls).toEqual(['begin 1'])
    vi.advanceTimersByTime(5_001)
    expect(calls).toEqual(['begin 1', 'end 1'])
    expect([...interest.addresses()]).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('behavior: who comes back in time finds it as it was, and later begins it anew', () => {
    const interest = open()
    interest.watch(address(1))()
    vi.advanceTimersByTime(4_000)
    const leave = interest.watch(address(1))
    vi.advanceTimersByTime(60_000)
    expect(calls).toEqual(['begin 1'])
    leave()
    vi.advanceTimersByTime(10_000)
    interest.watch(address(1))
    expect(calls).toEqual(['begin 1', 'end 1', 'begin 1'])
  })

  test('behavior: to leave twice is to leave once', () => {
    const interest = open()
    const leave = interest.watch(address(1))
    interest.watch(address(1))
    leave()
    leave()
    vi.advanceTimersByTime(60_000)
    expect(calls).toEqual(['begin 1'])
  })

  test('behavior: of more than 10,000 that nobody watches those go at once for whom it is longest', () => {
    const interest = open()
    const leaves = Array.from({ length: 10_002 }, (_, n) => interest.watch(address(n)))
    calls = []
    for (const leave of leaves.reverse()) leave()
    expect(calls).toEqual(['end 10001', 'end 10000'])
  })
})
