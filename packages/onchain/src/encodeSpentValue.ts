import { bytesToHex } from '@noble/hashes/utils.js'
import { fixedBytes } from './fixedBytes.js'
import type { Hex } from './Hex.js'

/**
 * Encodes the call that asks the contract how much of a credit is spent; the answer is one word, in wei.
 *
 * **Errors:** `RangeError` when the hash is not 32 bytes.
 * **Source:** CreditsManagerPolygon `spentValue(bytes32)`.
 */
export function encodeSpentValue(creditHash: Hex): Hex {
  // [chain] The first four bytes of keccak256("spentValue(bytes32)").
  return `0xed3a61b7${bytesToHex(fixedBytes(creditHash, 32, 'creditHash'))}`
}
