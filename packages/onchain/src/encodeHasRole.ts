import { bytesToHex } from '@noble/hashes/utils.js'
import { fixedBytes } from './fixedBytes.js'
import type { Hex } from './Hex.js'
import type { Address } from './parseAddress.js'

/** What is asked of the contract: whether `account` holds `role`. */
export type RoleQuestion = { readonly role: Hex; readonly account: Address }

/**
 * Encodes the call that asks whether an account holds a role; the answer is one word, 1 or 0.
 *
 * **Errors:** `RangeError` when the role is not 32 bytes or the account not 20.
 * **Source:** OpenZeppelin AccessControl `hasRole(bytes32,address)`.
 */
export function encodeHasRole({ role, account }: RoleQuestion): Hex {
  const words = [fixedBytes(role, 32, 'role'), fixedBytes(account, 20, 'account')]
  // [chain] The first four bytes of keccak256("hasRole(bytes32,address)").
  return `0x91d14854${words.map((word) => bytesToHex(word).padStart(64, '0')).join('')}`
}
