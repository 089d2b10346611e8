import { secp256k1 } from '@noble/curves/secp256k1.js'
import { fixedBytes } from './fixedBytes.js'
import type { Hex } from './Hex.js'

/**
 * Decodes a private key, and keeps it out of every error.
 *
 * **Units:** 32 bytes.
 * **Errors:** `RangeError` when it is not 32 bytes, zero, or at or above the curve's order.
 */
export function privateKeyBytes(privateKey: Hex): Uint8Array {
  const bytes = fixedBytes(privateKey, 32, 'privateKey')
  if (!secp256k1.utils.isValidSecretKey(bytes)) {
    throw new RangeError('privateKey is not a secp256k1 key: it is zero, or at or above the order of the curve.')
  }
  return bytes
}
