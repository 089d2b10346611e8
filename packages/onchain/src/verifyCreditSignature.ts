import { type CreditFields, creditHash } from './creditHash.js'
import type { Hex } from './Hex.js'
import { InvalidSignatureError } from './InvalidSignatureError.js'
import type { Address } from './parseAddress.js'
import { recoverCreditSigner } from './recoverCreditSigner.js'

/** Pairs a credit with its signature and the account that is trusted to have made it. */
export type SignedCredit = CreditFields & {
  /** 65 bytes: r, s, v. */
  signature: Hex
  /** Who must have signed; not read from the credit's own source, or the check proves nothing. */
  signer: Address
}

/**
 * Verifies that a trusted signer signed exactly this credit, so that the contract would accept its signature.
 *
 * **Shape:** says nothing about expiry, revocation or what was spent.
 * **Errors:** none for a bad signature, which is false. `RangeError` when a field fits no word, as in `creditHash`.
 */
export function verifyCreditSignature({ signature, signer, ...credit }: SignedCredit): boolean {
  const hash = creditHash(credit)
  try {
    return recoverCreditSigner(hash, signature) === signer
  } catch (error) {
    if (error instanceof InvalidSignatureError) return false
    throw error
  }
}
