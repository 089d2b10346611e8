import fc from 'fast-check'
import { isAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import { arbitraryAddress } from '../test/arbitraryAddress.js'
import { fuzzRuns } from '../test/fuzzRuns.js'
import { checksumAddress } from './checksumAddress.js'
import { hasValidChecksum } from './hasValidChecksum.js'

describe('hasValidChecksum', () => {
  test('default', () => {
    expect(hasValidChecksum('0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed')).toBe(true)
  })

  test('behavior: all lower-case carries no checksum and passes', () => {
    expect(hasValidChecksum('0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed')).toBe(true)
  })

  test('behavior: ALL-CAPS digits carry no checksum and pass', () => {
    expect(hasValidChecksum('0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED')).toBe(true)
  })

  test('behavior: digits without a letter pass', () => {
    expect(hasValidChecksum('0x1111111111111111111111111111111111111111')).toBe(true)
  })

  test('behavior: one letter in the wrong case fails', () => {
    expect(hasValidChecksum('0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed')).toBe(false)
  })

  test('behavior: one wrong digit under the old case fails', () => {
    expect(hasValidChecksum('0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAee')).toBe(false)
  })

  test.each(['', '0x', '0X5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED', '5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'])(
    'behavior: %j is not an address and fails',
    (text) => {
      expect(hasValidChecksum(text)).toBe(false)
    },
  )

  test('behavior: agrees with viem on every mixed case', () => {
    fc.assert(
      fc.property(arbitraryAddress(), fc.option(fc.nat({ max: 39 })), (address, flipped) => {
        const digits = [...checksumAddress(address).slice(2)]
        const digit = flipped === null ? undefined : digits[flipped]
        if (flipped !== null && digit !== undefined) {
          digits[flipped] = digit === digit.toLowerCase() ? digit.toUpperCase() : digit.toLowerCase()
        }
        const text = `0x${digits.join('')}`
        // viem takes lower-case as we do, but judges ALL-CAPS by its checksum.
        fc.pre(digits.join('') !== digits.join('').toUpperCase())
        expect(hasValidChecksum(text)).toBe(isAddress(text))
      }),
      { numRuns: fuzzRuns(500) },
    )
  })
})
