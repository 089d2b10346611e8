import fc from 'fast-check'
import { type CreditFields, MAX_UINT256 } from '../src/index.js'
import { arbitraryAddress } from './arbitraryAddress.js'
import { arbitraryHex } from './arbitraryHex.js'

/** Generates credits with every field over its whole range. */
export function arbitraryCredit(): fc.Arbitrary<CreditFields> {
  return fc.record({
    user: arbitraryAddress(),
    chainId: fc.maxSafeNat(),
    contract: arbitraryAddress(),
    valueWei: fc.bigInt({ min: 0n, max: MAX_UINT256 }),
    expiresAtSeconds: fc.maxSafeNat(),
    salt: arbitraryHex(32),
  })
}
