import { secp256k1 } from '@noble/curves/secp256k1.js'
import { creditDigest } from './creditDigest.js'
import { fixedBytes } from './fixedBytes.js'
import type { Hex } from './Hex.js'
import { privateKeyBytes } from './privateKeyBytes.js'

/**
 * Signs a credit hash so that its holder can spend the credit.
 *
 * **Shape:** the same hash and key always give the same signature (RFC 6979), so a credit signed again after a crash
 * is still one voucher.
 * **Units:** 65 bytes: r, s, v, where s is in the lower half of the order and v is 27 or 28.
 * **Errors:** `RangeError` when the hash is not 32 bytes or the key is not one; never shows the key.
 * **Source:** CreditsManagerPolygon `_validateAndApplyCredits`; OpenZeppelin ECDSA 5.0.2.
 */
export function signCredit(hash: Hex, privateKey: Hex): Hex {
  const digest = fixedBytes(creditDigest(hash), 32, 'digest')
  const signature = secp256k1.sign(digest, privateKeyBytes(privateKey), { lowS: true, extraEntropy: false })
  // Ids 2 and 3 mean that the nonce's point has x >= n. That has odds of 2^-127, and no v that the chain accepts.
  if (signature.recovery > 1) throw new Error('This signature cannot be expressed on chain; change the salt.')
  return `0x${signature.toHex('compact')}${signature.recovery === 0 ? '1b' : '1c'}`
}
