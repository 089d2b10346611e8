import { secp256k1 } from '@noble/curves/secp256k1.js'
import { hexToBytes } from '@noble/hashes/utils.js'
import { creditDigest } from './creditDigest.js'
import { fixedBytes } from './fixedBytes.js'
import type { Hex } from './Hex.js'
import { InvalidSignatureError } from './InvalidSignatureError.js'
import type { Address } from './parseAddress.js'
import { publicKeyAddress } from './publicKeyAddress.js'

const SIGNATURE = /^0x[0-9a-fA-F]{130}$/

/**
 * Recovers who signed a credit hash, by the contract's own rules.
 *
 * **Shape:** nearly any well-formed signature recovers to *some* address; it proves nothing until that address is
 * compared with a signer you trust.
 * **Errors:** `InvalidSignatureError` for every signature the contract refuses whoever signed it: not 65 bytes, v other
 * than 27 and 28, s in the upper half, r or s out of range, r not on the curve. `RangeError` when the hash is not 32 bytes.
 * **Source:** CreditsManagerPolygon `_validateAndApplyCredits`; OpenZeppelin ECDSA 5.0.2 `tryRecover`.
 */
export function recoverCreditSigner(hash: Hex, signature: Hex): Address {
  const digest = fixedBytes(creditDigest(hash), 32, 'digest')
  // [chain] if (signature.length == 65) … else RecoverError.InvalidSignatureLength: the 64 bytes of EIP-2098 do not pass.
  if (!SIGNATURE.test(signature)) {
    throw new InvalidSignatureError('A credit signature is 0x and 130 hex digits: r, s and v, 65 bytes together.')
  }
  const bytes = hexToBytes(signature.slice(2))
  // [chain] v ∈ {27, 28}; a signer that gives 0 or 1 must add 27 itself, as OpenZeppelin does not.
  const v = bytes[64]
  if (v !== 27 && v !== 28) {
    throw new InvalidSignatureError(`A credit signature ends in v = 27 or 28, not ${v}; add 27 if yours is 0 or 1.`)
  }
  const rs = explained(() => secp256k1.Signature.fromBytes(bytes.subarray(0, 64), 'compact'))
  // [chain] 0 < s < secp256k1n ÷ 2 + 1: otherwise anybody could make a second signature from a first.
  if (rs.hasHighS()) {
    throw new InvalidSignatureError('The signature has s in the upper half of the order; take n - s, and the other v.')
  }
  // Marked deprecated for a standalone function that this release has at run time but not in its types.
  const publicKey = explained(() => rs.addRecoveryBit(v - 27).recoverPublicKey(digest))
  return publicKeyAddress(publicKey.toBytes(false))
}

/** [chain] ecrecover answers the zero address where the curve library throws; both mean that nobody signed this. */
function explained<Result>(step: () => Result): Result {
  try {
    return step()
  } catch (cause) {
    throw new InvalidSignatureError('No key can have made this signature; ask the signer for it again.', { cause })
  }
}
