import fc from 'fast-check'
import { keccak256, stringToBytes } from 'viem'
import { describe, expect, test } from 'vitest'
import { creditVector } from '../test/creditVector.js'
import { fuzzRuns } from '../test/fuzzRuns.js'
import { creditSalt } from './creditSalt.js'

describe('creditSalt', () => {
  test('default', () => {
    expect(creditSalt(creditVector.creditId)).toBe(creditVector.credit.salt)
  })

  test('behavior: agrees with viem for every uuid, whatever its version', () => {
    fc.assert(
      fc.property(fc.uuid({ version: [1, 3, 4, 5, 7, 8] }), (creditId) => {
        expect(creditSalt(creditId)).toBe(keccak256(stringToBytes(creditId)))
      }),
      { numRuns: fuzzRuns(1_000) },
    )
  })

  test.each([
    ['upper-case', '3F2504E0-4F89-41D3-9A0C-0305E82C3301'],
    ['one upper-case digit', '3f2504e0-4f89-41d3-9a0c-0305e82c330A'],
    ['nothing', ''],
    ['no hyphens', '3f2504e04f8941d39a0c0305e82c3301'],
    ['braces', '{3f2504e0-4f89-41d3-9a0c-0305e82c3301}'],
    ['a urn', 'urn:uuid:3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
    ['a line end after', '3f2504e0-4f89-41d3-9a0c-0305e82c3301\n'],
    ['a salt', creditVector.credit.salt],
  ])('error: RangeError for %s', (_, creditId) => {
    expect(() => creditSalt(creditId)).toThrow(RangeError)
  })
})
