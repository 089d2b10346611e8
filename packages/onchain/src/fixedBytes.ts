import { hexToBytes } from '@noble/hashes/utils.js'
import type { Hex } from './Hex.js'

/**
 * Decodes hex that must be exactly so many bytes long.
 *
 * **Shape:** `name` says which argument it was. The value is never in the message: it may be a private key.
 * **Units:** bytes.
 * **Errors:** `RangeError` for any other length or character.
 */
export function fixedBytes(hex: Hex, byteLength: number, name: string): Uint8Array {
  const digits = hex.slice(2)
  if (!hex.startsWith('0x') || digits.length !== byteLength * 2 || !/^[0-9a-fA-F]*$/.test(digits)) {
    throw new RangeError(`${name} must be 0x and ${byteLength * 2} hex digits (${byteLength} bytes).`)
  }
  return hexToBytes(digits)
}
