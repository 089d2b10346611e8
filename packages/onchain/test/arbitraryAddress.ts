import type fc from 'fast-check'
import type { Address } from '../src/index.js'
import { arbitraryHex } from './arbitraryHex.js'

/** Generates addresses; `arbitraryHex` is lower-case, which is what the brand promises. */
export function arbitraryAddress(): fc.Arbitrary<Address> {
  return arbitraryHex(20).map((hex) => hex as Address)
}
