import fc from 'fast-check'
import { privateKeyToAddress } from 'viem/accounts'
import { describe, expect, test } from 'vitest'
import { arbitraryPrivateKey } from '../test/arbitraryPrivateKey.js'
import { creditVector } from '../test/creditVector.js'
import { fuzzRuns } from '../test/fuzzRuns.js'
import type { Hex } from './Hex.js'
import { signerAddress } from './signerAddress.js'

describe('signerAddress', () => {
  test('default', () => {
    expect(signerAddress(creditVector.privateKey)).toBe(creditVector.signer)
  })

  test('behavior: agrees with viem for every key', () => {
    fc.assert(
      fc.property(arbitraryPrivateKey(), (privateKey) => {
        expect(signerAddress(privateKey)).toBe(privateKeyToAddress(privateKey).toLowerCase())
      }),
      { numRuns: fuzzRuns(100) },
    )
  })

  test.each<[string, Hex]>([
    ['zero', `0x${'00'.repeat(32)}`],
    ["the curve's order", '0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141'],
    ['31 bytes', `0x${'5e'.repeat(31)}`],
    ['33 bytes', `0x${'5e'.repeat(33)}`],
    ['a character that is not hex', `0x${'5e'.repeat(31)}5z`],
    ['no prefix', '5e'.repeat(32) as Hex],
  ])('error: RangeError for %s, without the key in it', (_, privateKey) => {
    try {
      signerAddress(privateKey)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError)
      expect((error as RangeError).message).toMatch(/^privateKey /)
      expect((error as RangeError).stack).not.toMatch(/5e5e|5z|00000000|baaedce6/)
    }
  })
})
