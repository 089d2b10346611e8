import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Hex } from './Hex.js'

const LOWER_CASE_UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * Derives a credit's on-chain salt from its id.
 *
 * **Shape:** the id is a uuid of any version, in lower-case. Upper-case is refused, not folded: the salt is a hash of the
 * very characters, so an id spelled in two ways somewhere is a fault to see now and not a voucher that fails on chain.
 * **Units:** 32 bytes.
 * **Errors:** `RangeError` when the id is not a lower-case uuid.
 * **Source:** salt = keccak256(utf8(uuid)), the published servers' rule; the contract only asks that salts differ.
 *
 * @example
 * creditSalt('3f2504e0-4f89-41d3-9a0c-0305e82c3301')
 * // '0x9c59762b2040c61ed687aaf4422e0ba058bb89d0397349c59cd036eb2315907f'
 */
export function creditSalt(creditId: string): Hex {
  if (!LOWER_CASE_UUID.test(creditId)) {
    throw new RangeError('A credit id is a lower-case uuid (8-4-4-4-12 hex digits); lower-case it where it comes in.')
  }
  return `0x${bytesToHex(keccak_256(utf8ToBytes(creditId)))}`
}
