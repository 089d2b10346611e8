import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryWei } from '../test/arbitraryWei.js'
import { fuzzRuns } from '../test/fuzzRuns.js'
import { formatMana } from './formatMana.js'
import { manaNumber } from './manaNumber.js'
import { MAX_UINT256 } from './maxUint256.js'

describe('manaNumber', () => {
  test('default', () => {
    expect(manaNumber(12500000000000000000n)).toBe(12.5)
  })

  test.each([
    [0n, 0],
    [1n, 1e-18],
    [123456789123456789123456789n, 123456789.12345679],
    // 2^53 + 1 is a tie and goes to the even neighbour; one wei more is no tie.
    [(2n ** 53n + 1n) * 10n ** 18n, 2 ** 53],
    [(2n ** 53n + 1n) * 10n ** 18n + 1n, 2 ** 53 + 2],
    [MAX_UINT256, 1.157920892373162e59],
  ])('behavior: %d wei is %d', (wei, mana) => {
    expect(manaNumber(wei)).toBe(mana)
  })

  // `Number(wei) / 1e18` fails here: it is off for one amount in four.
  test('behavior: is the double nearest to the exact amount, ties to even', () => {
    fc.assert(
      fc.property(fc.oneof(arbitraryWei(), arbitraryTie()), (wei) => {
        expect(isNearestDouble(manaNumber(wei), wei)).toBe(true)
      }),
      { numRuns: fuzzRuns(10_000) },
    )
  })

  test('behavior: is what a JSON reader makes of formatMana', () => {
    fc.assert(
      fc.property(arbitraryWei(), (wei) => JSON.parse(formatMana(wei)) === manaNumber(wei)),
      { numRuns: fuzzRuns(5_000) },
    )
  })

  test.each([-1n, MAX_UINT256 + 1n])('error: RangeError for %d wei', (wei) => {
    expect(() => manaNumber(wei)).toThrow(RangeError)
  })
})

/** Generates amounts half-way between two doubles, and one wei to either side of that. */
function arbitraryTie(): fc.Arbitrary<bigint> {
  return fc
    .tuple(
      fc.bigInt({ min: 2n ** 52n, max: 2n ** 53n - 1n }),
      // (2m + 1) * 2^e MANA is whole in wei from e = -18 on, as 10^18 holds 2^18.
      fc.integer({ min: -18, max: 140 }),
      fc.constantFrom(-1n, 0n, 1n),
    )
    .map(([mantissa, exponent, off]) => {
      const odd = (2n * mantissa + 1n) * 10n ** 18n
      return (exponent < 0 ? odd >> BigInt(-exponent) : odd << BigInt(exponent)) + off
    })
}

// A MANA amount is at least 2^-60, so a double near it is a multiple of 2^-112, and half-way points of 2^-114.
const SCALE_BITS = 128n
const ONE_MANA = 10n ** 18n

/** Compares in exact integers: everything is multiplied by 10^18 * 2^128. */
function isNearestDouble(double: number, wei: bigint): boolean {
  if (double === 0) return wei === 0n
  const exact = wei << SCALE_BITS
  const { mantissa, exponent } = partsOf(double)
  const here = scaled(mantissa, exponent)
  // Below a power of two the doubles lie twice as close, so the two sides differ there.
  const below = mantissa === 2n ** 52n ? scaled(2n ** 53n - 1n, exponent - 1) : scaled(mantissa - 1n, exponent)
  const above = scaled(mantissa + 1n, exponent)
  const mayTie = mantissa % 2n === 0n
  const fromBelow = exact * 2n - (below + here)
  const toAbove = here + above - exact * 2n
  return mayTie ? fromBelow >= 0n && toAbove >= 0n : fromBelow > 0n && toAbove > 0n
}

function scaled(mantissa: bigint, exponent: number): bigint {
  return (mantissa * ONE_MANA) << (SCALE_BITS + BigInt(exponent))
}

/** Splits a normal double into mantissa * 2^exponent with a mantissa of 53 bits. */
function partsOf(double: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, double)
  const bits = view.getBigUint64(0)
  const mantissa = (bits & (2n ** 52n - 1n)) | (2n ** 52n)
  return { mantissa, exponent: Number((bits >> 52n) & 0x7ffn) - 1075 }
}
