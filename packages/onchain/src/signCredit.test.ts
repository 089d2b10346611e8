import fc from 'fast-check'
import { signMessage } from 'viem/accounts'
import { describe, expect, test } from 'vitest'
import { arbitraryHex } from '../test/arbitraryHex.js'
import { arbitraryPrivateKey } from '../test/arbitraryPrivateKey.js'
import { creditVector } from '../test/creditVector.js'
import { fuzzRuns } from '../test/fuzzRuns.js'
import { signCredit } from './signCredit.js'

describe('signCredit', () => {
  test('default', () => {
    expect(signCredit(creditVector.hash, creditVector.privateKey)).toBe(creditVector.signature)
  })

  test('behavior: is byte for byte what viem signs for every hash and key', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryHex(32), arbitraryPrivateKey(), async (hash, privateKey) => {
        expect(signCredit(hash, privateKey)).toBe(await signMessage({ message: { raw: hash }, privateKey }))
      }),
      { numRuns: fuzzRuns(200) },
    )
  })

  test('error: RangeError for a hash that is not 32 bytes', () => {
    expect(() => signCredit('0x00', creditVector.privateKey)).toThrow(RangeError)
  })

  test('error: RangeError for a key that is not one', () => {
    expect(() => signCredit(creditVector.hash, `0x${'00'.repeat(32)}`)).toThrow(RangeError)
  })
})
