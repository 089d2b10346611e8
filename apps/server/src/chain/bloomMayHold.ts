import type { Hex } from '@credits-server/onchain'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { hexToBytes } from '@noble/hashes/utils.js'

/**
 * Tells whether a block's bloom has the marks of an address or a topic. No is certain; yes may be the marks of others.
 *
 * **Source:** Ethereum yellow paper, 4.3.1: three bits of 2,048, each the low 11 bits of a pair of bytes of the hash.
 */
export function bloomMayHold(logsBloom: Hex, item: Hex): boolean {
  return bitsOf(item).every((bit) => {
    // The lowest bit is the last of the last byte.
    const digit = logsBloom.length - 1 - (bit >> 2)
    return (Number.parseInt(logsBloom.charAt(digit), 16) >> (bit & 3)) & 1
  })
}

/** The few contracts and topics that are asked about, for every block anew. */
const known = new Map<Hex, readonly number[]>()

function bitsOf(item: Hex): readonly number[] {
  const found = known.get(item)
  if (found) return found
  const hash = keccak_256(hexToBytes(item.slice(2)))
  const bits = [0, 2, 4].map((at) => (((hash[at] ?? 0) << 8) | (hash[at + 1] ?? 0)) & 2_047)
  known.set(item, bits)
  return bits
}
