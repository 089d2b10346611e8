import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { Address } from './parseAddress.js'

/**
 * Derives the account that a secp256k1 public key stands for.
 *
 * **Shape:** the key is uncompressed, a tag byte and the point.
 * **Units:** 65 bytes in.
 * **Source:** Ethereum yellow paper, appendix F: the last 20 bytes of keccak256 over the point's 64 bytes.
 */
export function publicKeyAddress(uncompressedKey: Uint8Array): Address {
  // Twenty bytes in lower-case hex are an address by construction.
  return `0x${bytesToHex(keccak_256(uncompressedKey.subarray(1)).subarray(12))}` as Address
}
