import fc from 'fast-check'
import { MAX_UINT256, type UseCreditsArgs } from '../src/index.js'
import { arbitraryHex } from './arbitraryHex.js'

const word = () => fc.bigInt({ min: 0n, max: MAX_UINT256 })
const bytes = () => fc.nat({ max: 200 }).chain(arbitraryHex)

/** Generates every form of the argument of `useCredits`, with lists of different lengths too. */
export function arbitraryUseCreditsArgs(): fc.Arbitrary<UseCreditsArgs> {
  return fc.record({
    credits: fc.array(fc.record({ value: word(), expiresAt: word(), salt: arbitraryHex(32) }), { maxLength: 8 }),
    creditsSignatures: fc.array(bytes(), { maxLength: 8 }),
    externalCall: fc.record({
      target: arbitraryHex(20),
      selector: arbitraryHex(4),
      data: bytes(),
      expiresAt: word(),
      salt: arbitraryHex(32),
    }),
    customExternalCallSignature: bytes(),
    maxUncreditedValue: word(),
    maxCreditedValue: word(),
  })
}
