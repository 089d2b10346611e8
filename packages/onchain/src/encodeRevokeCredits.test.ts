import fc from 'fast-check'
import { encodeFunctionData, parseAbi, toFunctionSelector } from 'viem'
import { describe, expect, test } from 'vitest'
import { arbitraryHex } from '../test/arbitraryHex.js'
import { creditVector } from '../test/creditVector.js'
import { fuzzRuns } from '../test/fuzzRuns.js'
import { encodeRevokeCredits } from './encodeRevokeCredits.js'

const { hash } = creditVector

describe('encodeRevokeCredits', () => {
  test('default', () => {
    expect(encodeRevokeCredits([hash])).toBe(
      `0x309cb81b${'20'.padStart(64, '0')}${'1'.padStart(64, '0')}${hash.slice(2)}`,
    )
    expect(toFunctionSelector('revokeCredits(bytes32[])')).toBe('0x309cb81b')
  })

  test("behavior: agrees with viem's encodeFunctionData for every list, the empty one and long ones too", () => {
    const abi = parseAbi(['function revokeCredits(bytes32[] _credits)'])
    fc.assert(
      fc.property(fc.array(arbitraryHex(32), { maxLength: 300 }), (hashes) => {
        expect(encodeRevokeCredits(hashes)).toBe(
          encodeFunctionData({ abi, functionName: 'revokeCredits', args: [hashes] }),
        )
      }),
      { numRuns: fuzzRuns(500) },
    )
  })

  test('behavior: upper-case digits are the same call', () => {
    expect(encodeRevokeCredits([`0x${hash.slice(2).toUpperCase()}`])).toBe(encodeRevokeCredits([hash]))
  })

  test.each(['0x', `${hash}00`, hash.slice(2), hash.slice(0, -1), `0x${'g'.repeat(64)}`])(
    'error: RangeError for %s, which is not 32 bytes',
    (wrong) => {
      expect(() => encodeRevokeCredits([hash, wrong as `0x${string}`])).toThrow(RangeError)
    },
  )
})
