import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js'
import { fixedBytes } from './fixedBytes.js'
import type { Hex } from './Hex.js'
import { MAX_UINT256 } from './maxUint256.js'
import type { Address } from './parseAddress.js'

/** Holds everything a credit's signature commits to: change one and it is another credit. */
export type CreditFields = {
  /** The only account that may spend the credit. */
  user: Address
  chainId: number
  /** The CreditsManager it is spent through; it cannot be spent through another one. */
  contract: Address
  /** What the credit was worth when signed, in wei; spending does not change it. */
  valueWei: bigint
  /** Unix time in whole seconds. */
  expiresAtSeconds: number
  /** 32 bytes, from `creditSalt`. */
  salt: Hex
}

/**
 * Hashes a credit to the 32 bytes that are signed, and by which the contract keeps what was spent and revoked.
 *
 * **Shape:** zero is encoded like any value, though the contract reverts `InvalidCreditValue` for it.
 * **Units:** 32 bytes.
 * **Errors:** `RangeError` when a field does not fit its word, naming it.
 * **Source:** CreditsManagerPolygon `_validateAndApplyCredits`.
 */
export function creditHash(credit: CreditFields): Hex {
  // [chain] creditHash = keccak256(abi.encode(_sender, block.chainid, address(this), credit))
  // abi.encode, not encodePacked: six full words, and the struct is inline because none of its members is dynamic.
  // The README beside the contract shows the packed form, which the contract does not accept.
  const encoded = concatBytes(
    word(fixedBytes(credit.user, 20, 'user')),
    uintWord(wholeNumber(credit.chainId, 'chainId'), 'chainId'),
    word(fixedBytes(credit.contract, 20, 'contract')),
    // [chain] struct Credit { uint256 value; uint256 expiresAt; bytes32 salt; }
    uintWord(credit.valueWei, 'valueWei'),
    uintWord(wholeNumber(credit.expiresAtSeconds, 'expiresAtSeconds'), 'expiresAtSeconds'),
    fixedBytes(credit.salt, 32, 'salt'),
  )
  return `0x${bytesToHex(keccak_256(encoded))}`
}

function wholeNumber(value: number, name: string): bigint {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${name} must be a whole number below 2^53.`)
  return BigInt(value)
}

function uintWord(value: bigint, name: string): Uint8Array {
  if (value < 0n || value > MAX_UINT256) throw new RangeError(`${name} must be at least 0 and below 2^256.`)
  return hexToBytes(value.toString(16).padStart(64, '0'))
}

/** Pads on the left, as the ABI does for numbers and addresses. */
function word(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(32)
  padded.set(bytes, 32 - bytes.length)
  return padded
}
