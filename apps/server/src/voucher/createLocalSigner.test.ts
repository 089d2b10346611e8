import { type Hex, recoverCreditSigner, signCredit } from '@credits-server/onchain'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryHex } from '../../../../packages/onchain/test/arbitraryHex.js'
import { arbitraryPrivateKey } from '../../../../packages/onchain/test/arbitraryPrivateKey.js'
import { creditVector } from '../../../../packages/onchain/test/creditVector.js'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import { createLocalSigner } from './createLocalSigner.js'
import { loadNativeSecp256k1 } from './loadNativeSecp256k1.js'

const { hash, privateKey, signature, signer } = creditVector
const native = loadNativeSecp256k1()
const curves = [
  ['the native curve', native],
  ['our own', null],
] as const

describe('createLocalSigner', () => {
  test.each(curves)('default: signs the committed vector with %s', async (_, curve) => {
    const local = createLocalSigner(privateKey, curve)
    expect(local.address).toBe(signer)
    expect(await local.sign(hash)).toBe(signature)
  })

  test('behavior: both curves give the same bytes for every key and hash, and they recover to the address', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryPrivateKey(), arbitraryHex(32), async (key, anyHash) => {
        const local = createLocalSigner(key, native)
        const signed = await local.sign(anyHash)
        expect(signed).toBe(signCredit(anyHash, key))
        expect(recoverCreditSigner(anyHash, signed)).toBe(local.address)
      }),
      { numRuns: fuzzRuns(500) },
    )
  })

  test.each(curves)('error: RangeError for a key or a hash that is none, with %s', async (_, curve) => {
    for (const key of ['0x', `0x${'00'.repeat(32)}`, `0x${'ff'.repeat(32)}`, `0x${'zz'.repeat(32)}`] satisfies Hex[]) {
      expect(() => createLocalSigner(key, curve)).toThrow(RangeError)
    }
    const local = createLocalSigner(privateKey, curve)
    expect(() => local.sign('0x00')).toThrow(RangeError)
  })
})
