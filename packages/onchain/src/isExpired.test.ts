import { describe, expect, test } from 'vitest'
import { isExpired } from './isExpired.js'

describe('isExpired', () => {
  test('default', () => {
    expect(isExpired(1767571199, 1767571200)).toBe(true)
  })

  test('behavior: dead at the very second, alive until it', () => {
    expect(isExpired(1767571199, 1767571199)).toBe(true)
    expect(isExpired(1767571199, 1767571198.999)).toBe(false)
  })
})
