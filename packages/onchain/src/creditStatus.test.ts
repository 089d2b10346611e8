import { describe, expect, test } from 'vitest'
import { type CreditStatus, creditStatus } from './creditStatus.js'

const expiresAtSeconds = 1767571199
const before = expiresAtSeconds - 1
const at = expiresAtSeconds

describe('creditStatus', () => {
  test('default', () => {
    expect(creditStatus({ valueWei: 4n, spentWei: 1n, expiresAtSeconds }, before)).toBe('PARTIALLY_USED')
  })

  test.each<[string, bigint, number, CreditStatus]>([
    ['nothing spent, in time', 0n, before, 'AVAILABLE'],
    ['nothing spent, at the second of expiry', 0n, at, 'EXPIRED'],
    ['one wei spent, in time', 1n, before, 'PARTIALLY_USED'],
    ['one wei left, in time', 3n, before, 'PARTIALLY_USED'],
    ['one wei left, at the second of expiry', 3n, at, 'EXPIRED'],
    ['nothing left, in time', 4n, before, 'USED'],
    ['nothing left, expired too', 4n, at, 'USED'],
    ['more spent than there was', 5n, before, 'USED'],
  ])('behavior: %s', (_, spentWei, nowSeconds, status) => {
    expect(creditStatus({ valueWei: 4n, spentWei, expiresAtSeconds }, nowSeconds)).toBe(status)
  })
})
