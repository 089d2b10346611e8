import fc from 'fast-check'
import type { Hex } from '../src/index.js'

/** Generates lower-case hex of a number of bytes. */
export function arbitraryHex(byteLength: number): fc.Arbitrary<Hex> {
  return fc
    .uint8Array({ minLength: byteLength, maxLength: byteLength })
    .map((bytes): Hex => `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`)
}
