import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { fixedBytes } from './fixedBytes.js'
import type { Hex } from './Hex.js'

const PREFIX = utf8ToBytes('\x19Ethereum Signed Message:\n32')

/**
 * Wraps a credit hash in the personal-message digest that the key really signs.
 *
 * **Units:** 32 bytes in, 32 bytes out.
 * **Errors:** `RangeError` when the hash is not 32 bytes.
 * **Source:** EIP-191 version 0x45 over the 32 raw bytes, not over their 66 hex characters; not EIP-712.
 */
export function creditDigest(hash: Hex): Hex {
  // [chain] creditHash.toEthSignedMessageHash()
  return `0x${bytesToHex(keccak_256(concatBytes(PREFIX, fixedBytes(hash, 32, 'hash'))))}`
}
