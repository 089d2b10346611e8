import fc from 'fast-check'
import { formatEther } from 'viem'
import { describe, expect, test } from 'vitest'
import { arbitraryWei } from '../test/arbitraryWei.js'
import { fuzzRuns } from '../test/fuzzRuns.js'
import { formatMana } from './formatMana.js'
import { MAX_UINT256 } from './maxUint256.js'

describe('formatMana', () => {
  test('default', () => {
    expect(formatMana(12500000000000000000n)).toBe('12.5')
  })

  test.each([
    [0n, '0'],
    [1n, '0.000000000000000001'],
    [10n, '0.00000000000000001'],
    [100000000000000000n, '0.1'],
    [999999999999999999n, '0.999999999999999999'],
    [1000000000000000000n, '1'],
    [10000000000000000000n, '10'],
    [100500000000000000000n, '100.5'],
    [123456789123456789123456789n, '123456789.123456789123456789'],
    [10n ** 39n, '1000000000000000000000'],
    [MAX_UINT256, '115792089237316195423570985008687907853269984665640564039457.584007913129639935'],
  ])('behavior: %d wei is %s', (wei, text) => {
    expect(formatMana(wei)).toBe(text)
  })

  test('behavior: agrees with viem over the whole range', () => {
    fc.assert(
      fc.property(arbitraryWei(), (wei) => formatMana(wei) === formatEther(wei)),
      { numRuns: fuzzRuns(10_000) },
    )
  })

  test('behavior: is a JSON number as it stands', () => {
    fc.assert(
      fc.property(arbitraryWei(), (wei) => typeof JSON.parse(formatMana(wei)) === 'number'),
      { numRuns: fuzzRuns(2_000) },
    )
  })

  test.each([-1n, -(10n ** 18n), MAX_UINT256 + 1n])('error: RangeError for %d wei', (wei) => {
    expect(() => formatMana(wei)).toThrow(RangeError)
  })
})
