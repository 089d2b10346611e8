import fc from 'fast-check'
import { hashMessage } from 'viem'
import { describe, expect, test } from 'vitest'
import { arbitraryHex } from '../test/arbitraryHex.js'
import { creditVector } from '../test/creditVector.js'
import { fuzzRuns } from '../test/fuzzRuns.js'
import { creditDigest } from './creditDigest.js'
import type { Hex } from './Hex.js'

describe('creditDigest', () => {
  test('default', () => {
    expect(creditDigest(creditVector.hash)).toBe(creditVector.digest)
  })

  test('behavior: agrees with viem on the raw bytes, and not on their hex characters', () => {
    fc.assert(
      fc.property(arbitraryHex(32), (hash) => {
        expect(creditDigest(hash)).toBe(hashMessage({ raw: hash }))
        expect(creditDigest(hash)).not.toBe(hashMessage(hash))
      }),
      { numRuns: fuzzRuns(1_000) },
    )
  })

  test.each<Hex>(['0x', `0x${'00'.repeat(31)}`, `0x${'00'.repeat(33)}`, `0x${'0'.repeat(63)}`])(
    'error: RangeError for %s, which is not 32 bytes',
    (hash) => {
      expect(() => creditDigest(hash)).toThrow(RangeError)
    },
  )
})
