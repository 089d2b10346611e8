import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Hex } from './Hex.js'
import type { Address } from './parseAddress.js'

/**
 * Spells an address in the mixed case that carries its checksum, for people to read and compare.
 *
 * **Shape:** for display; the result is a `Hex`, not an `Address`, since it must not be stored or compared.
 * **Source:** EIP-55.
 *
 * @example
 * checksumAddress(address) // '0x8B3A40CA1b6F5CaFC99d112a4d02E897d1FD8Cc5'
 */
export function checksumAddress(address: Address): Hex {
  const digits = address.slice(2)
  // [EIP-55] the hash is taken over the 40 lower-case hex digits as ASCII, without `0x`.
  const hash = bytesToHex(keccak_256(utf8ToBytes(digits)))
  let spelled: Hex = '0x'
  for (const [index, digit] of [...digits].entries()) {
    // [EIP-55] a letter is upper-case where the hash's hex digit at the same place is 8 or more.
    spelled += hash.charAt(index) >= '8' ? digit.toUpperCase() : digit
  }
  return spelled
}
