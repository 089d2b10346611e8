import type { Hex } from '@credits-server/onchain'
import { describe, expect, test } from 'vitest'
import { bloomMayHold } from './bloomMayHold.js'

/** [spec] The bits of a bloom, by hand from the hash of the zero address: keccak256 = 5380 c7b7 ae81 … */
const zero: Hex = `0x${'00'.repeat(20)}`
const bits = [0x5380, 0xc7b7, 0xae81].map((pair) => pair & 2_047)

function bloomOf(set: readonly number[]): Hex {
  const value = set.reduce((sum, bit) => sum | (1n << BigInt(bit)), 0n)
  return `0x${value.toString(16).padStart(512, '0')}`
}

describe('bloomMayHold', () => {
  test('default: all three bits of an item', () => {
    expect(bloomMayHold(bloomOf(bits), zero)).toBe(true)
    expect(bloomMayHold(`0x${'ff'.repeat(256)}`, zero)).toBe(true)
    expect(bloomMayHold(bloomOf([]), zero)).toBe(false)
  })

  test.each([0, 1, 2])('behavior: no without bit %d, whatever else is set', (missing) => {
    const most = BigInt(`0x${'ff'.repeat(256)}`) ^ (1n << BigInt(bits[missing] ?? 0))
    expect(bloomMayHold(`0x${most.toString(16).padStart(512, '0')}`, zero)).toBe(false)
  })
})
