import { secp256k1 } from '@noble/curves/secp256k1.js'
import type { Hex } from './Hex.js'
import type { Address } from './parseAddress.js'
import { privateKeyBytes } from './privateKeyBytes.js'
import { publicKeyAddress } from './publicKeyAddress.js'

/**
 * Derives the account a private key signs for: the one that must hold CREDITS_SIGNER_ROLE.
 *
 * **Errors:** `RangeError` when the key is not 32 bytes, zero, or at or above the curve's order; never shows the key.
 */
export function signerAddress(privateKey: Hex): Address {
  return publicKeyAddress(secp256k1.getPublicKey(privateKeyBytes(privateKey), false))
}
