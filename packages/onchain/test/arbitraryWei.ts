import fc from 'fast-check'
import { MAX_UINT256 } from '../src/index.js'

/** Generates every amount the chain can hold, and as often the sizes that people are granted. */
export function arbitraryWei(): fc.Arbitrary<bigint> {
  return fc.oneof(fc.bigInt({ min: 0n, max: MAX_UINT256 }), fc.bigInt({ min: 0n, max: 10n ** 24n }))
}
