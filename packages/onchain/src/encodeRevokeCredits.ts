import { bytesToHex } from '@noble/hashes/utils.js'
import { fixedBytes } from './fixedBytes.js'
import type { Hex } from './Hex.js'

/** [chain] The first four bytes of keccak256("revokeCredits(bytes32[])"). */
const SELECTOR = '309cb81b'

/**
 * Encodes the call that revokes credits on chain, for whoever holds the role to send it.
 *
 * **Shape:** `creditHashes` from `creditHash`, in the order in which they are to be revoked. A revocation is final there.
 * **Units:** 4 + 64 + 32 bytes for each credit.
 * **Errors:** `RangeError` when a hash is not 32 bytes.
 * **Source:** CreditsManagerPolygon `revokeCredits(bytes32[] calldata _credits)`.
 */
export function encodeRevokeCredits(creditHashes: readonly Hex[]): Hex {
  // [spec] ABI: the one dynamic argument starts at byte 32, behind its own offset; then the length and the elements.
  const words = creditHashes.map((hash) => bytesToHex(fixedBytes(hash, 32, 'creditHash')))
  return `0x${SELECTOR}${[uintWord(32), uintWord(words.length), ...words].join('')}`
}

const uintWord = (value: number) => value.toString(16).padStart(64, '0')
