import fc from 'fast-check'
import type { Hex } from '../src/index.js'

const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

/** Generates every valid secp256k1 key, the smallest and the largest among them. */
export function arbitraryPrivateKey(): fc.Arbitrary<Hex> {
  return fc
    .bigInt({ min: 1n, max: CURVE_ORDER - 1n })
    .map((scalar): Hex => `0x${scalar.toString(16).padStart(64, '0')}`)
}
