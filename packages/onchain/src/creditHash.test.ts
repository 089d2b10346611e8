import fc from 'fast-check'
import { encodeAbiParameters, keccak256, parseAbiParameters } from 'viem'
import { describe, expect, test } from 'vitest'
import { arbitraryCredit } from '../test/arbitraryCredit.js'
import { creditVector } from '../test/creditVector.js'
import { fuzzRuns } from '../test/fuzzRuns.js'
import { type CreditFields, creditHash } from './creditHash.js'
import type { Address } from './parseAddress.js'

const { credit, hash } = creditVector

describe('creditHash', () => {
  test('default', () => {
    expect(creditHash(credit)).toBe(hash)
  })

  test("behavior: agrees with viem's abi.encode for every credit", () => {
    const parameters = parseAbiParameters([
      'address sender, uint256 chainId, address self, Credit credit',
      'struct Credit { uint256 value; uint256 expiresAt; bytes32 salt; }',
    ])
    fc.assert(
      fc.property(arbitraryCredit(), (fields) => {
        const tuple = { value: fields.valueWei, expiresAt: BigInt(fields.expiresAtSeconds), salt: fields.salt }
        const values = [fields.user, BigInt(fields.chainId), fields.contract, tuple] as const
        expect(creditHash(fields)).toBe(keccak256(encodeAbiParameters(parameters, values)))
      }),
      { numRuns: fuzzRuns(1_000) },
    )
  })

  test.each<[string, Partial<CreditFields>]>([
    ['user', { user: credit.contract }],
    ['chainId', { chainId: 80002 }],
    ['contract', { contract: credit.user }],
    ['valueWei', { valueWei: credit.valueWei + 1n }],
    ['expiresAtSeconds', { expiresAtSeconds: credit.expiresAtSeconds + 1 }],
    ['salt', { salt: hash }],
  ])('behavior: another %s is another credit', (_, change) => {
    expect(creditHash({ ...credit, ...change })).not.toBe(hash)
  })

  test.each<[string, Partial<CreditFields>]>([
    ['user', { user: '0x11' as Address }],
    ['user', { user: `${credit.user}00` as Address }],
    ['contract', { contract: '8b3a40ca1b6f5cafc99d112a4d02e897d1fd8cc5' as Address }],
    ['chainId', { chainId: -1 }],
    ['chainId', { chainId: 1.5 }],
    ['chainId', { chainId: 2 ** 53 }],
    ['valueWei', { valueWei: -1n }],
    ['valueWei', { valueWei: 2n ** 256n }],
    ['expiresAtSeconds', { expiresAtSeconds: -1 }],
    ['expiresAtSeconds', { expiresAtSeconds: 1767571199.5 }],
    ['expiresAtSeconds', { expiresAtSeconds: Number.NaN }],
    ['salt', { salt: '0x' }],
    ['salt', { salt: credit.user }],
    ['salt', { salt: `0x${'g'.repeat(64)}` }],
  ])('error: RangeError names %s when it fits no word: %o', (field, change) => {
    expect(() => creditHash({ ...credit, ...change })).toThrow(RangeError)
    expect(() => creditHash({ ...credit, ...change })).toThrow(field)
  })
})
