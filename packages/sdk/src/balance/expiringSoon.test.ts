import type { Balance } from '@credits-server/contract'
import { describe, expect, test } from 'vitest'
import { expiringSoon } from './expiringSoon.js'

const now = new Date('2026-03-01T12:00:00.000Z')
const hourMs = 3_600_000

function balanceOf(...expiries: (string | undefined)[]): Balance {
  const credit = (expiresAt: string | undefined, n: number) => ({
    id: String(n),
    amount: 1,
    status: 'AVAILABLE' as const,
    ...(expiresAt ? { expiresAt } : {}),
  })
  return { credits: expiries.map(credit), totalCredits: expiries.length }
}
const ids = (balance: Balance, withinMs: number, at = now) => expiringSoon(balance, withinMs, at).map(({ id }) => id)

describe('expiringSoon', () => {
  test('default: those that expire within the time, soonest first', () => {
    const balance = balanceOf(
      '2026-03-01T14:00:00Z',
      '2026-03-01T13:00:00Z',
      '2026-03-01T12:00:01Z',
      '2026-03-02T12:00:00Z',
    )
    expect(ids(balance, 2 * hourMs)).toEqual(['2', '1', '0'])
    expect(ids(balance, 24 * hourMs)).toEqual(['2', '1', '0', '3'])
  })

  test('behavior: the bound belongs to it; the very second of the expiry does not, for then it has expired', () => {
    const balance = balanceOf('2026-03-01T13:00:00Z')
    expect(ids(balance, hourMs)).toEqual(['0'])
    expect(ids(balance, hourMs - 1)).toEqual([])
    expect(ids(balance, hourMs, new Date('2026-03-01T13:00:00Z'))).toEqual([])
    expect(ids(balance, hourMs, new Date('2026-03-01T12:59:59.999Z'))).toEqual(['0'])
  })

  test('behavior: what has no expiry never does, and the balance is left as it is', () => {
    const balance = balanceOf(undefined, '2026-03-01T14:00:00Z', '2026-03-01T13:00:00Z')
    const before = JSON.stringify(balance)
    expect(ids(balance, 10 * hourMs)).toEqual(['2', '1'])
    expect(JSON.stringify(balance)).toBe(before)
  })

  test("behavior: without a time it is this device's", () => {
    const inAnHour = new Date(Date.now() + hourMs).toISOString()
    expect(expiringSoon(balanceOf(inAnHour, '2020-01-01T00:00:00Z'), 2 * hourMs)).toHaveLength(1)
  })
})
