import fc from 'fast-check'
import { recoverMessageAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import { arbitraryHex } from '../test/arbitraryHex.js'
import { arbitraryPrivateKey } from '../test/arbitraryPrivateKey.js'
import { creditVector } from '../test/creditVector.js'
import { fuzzRuns } from '../test/fuzzRuns.js'
import type { Hex } from './Hex.js'
import { InvalidSignatureError } from './InvalidSignatureError.js'
import { recoverCreditSigner } from './recoverCreditSigner.js'
import { signCredit } from './signCredit.js'
import { signerAddress } from './signerAddress.js'

const { hash, signature, signer } = creditVector
const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const R = BigInt(signature.slice(0, 66))
const S = BigInt(`0x${signature.slice(66, 130)}`)
const V = Number(`0x${signature.slice(130)}`)

describe('recoverCreditSigner', () => {
  test('default', () => {
    expect(recoverCreditSigner(hash, signature)).toBe(signer)
  })

  test('behavior: upper-case hex is the same bytes', () => {
    expect(recoverCreditSigner(hash, `0x${signature.slice(2).toUpperCase()}`)).toBe(signer)
  })

  test('behavior: agrees with viem, and gives back who signed', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryHex(32), arbitraryPrivateKey(), async (signedHash, privateKey) => {
        const made = signCredit(signedHash, privateKey)
        const recovered = recoverCreditSigner(signedHash, made)
        expect(recovered).toBe(signerAddress(privateKey))
        expect(recovered).toBe(
          (await recoverMessageAddress({ message: { raw: signedHash }, signature: made })).toLowerCase(),
        )
      }),
      { numRuns: fuzzRuns(100) },
    )
  })

  test('behavior: none of the 520 one-bit changes of a signature recovers its signer', () => {
    for (const mutant of oneBitMutants(signature)) expect(signerOrNull(hash, mutant)).not.toBe(signer)
  })

  test('behavior: none of the 256 one-bit changes of a hash recovers the signer', () => {
    for (const mutant of oneBitMutants(hash)) expect(signerOrNull(mutant, signature)).not.toBe(signer)
  })

  test('error: InvalidSignatureError for the other half of s, which is otherwise just as good', () => {
    const twin = spelled(R, CURVE_ORDER - S, V === 27 ? 28 : 27)
    expect(() => recoverCreditSigner(hash, twin)).toThrow(InvalidSignatureError)
    expect(() => recoverCreditSigner(hash, twin)).toThrow(/upper half/)
  })

  test('behavior: the highest low s passes and the next does not', () => {
    expect(() => recoverCreditSigner(hash, spelled(R, CURVE_ORDER / 2n, V))).not.toThrow()
    expect(() => recoverCreditSigner(hash, spelled(R, CURVE_ORDER / 2n + 1n, V))).toThrow(/upper half/)
  })

  test.each([0, 1, 2, 26, 29, 30, 31, 35, 36, 255])('error: InvalidSignatureError for v = %d', (v) => {
    expect(() => recoverCreditSigner(hash, spelled(R, S, v))).toThrow(InvalidSignatureError)
    expect(() => recoverCreditSigner(hash, spelled(R, S, v))).toThrow(/v = 27 or 28/)
  })

  test.each<[string, Hex]>([
    ['nothing', '0x'],
    ['64 bytes (EIP-2098)', `0x${signature.slice(2, 130)}`],
    ['66 bytes', `${signature}00`],
    ['half a byte more', `${signature}0`],
    ['a character that is not hex', `0x${signature.slice(2, 131)}g`],
    ['no prefix', signature.slice(2) as Hex],
    ['a line end after', `${signature}\n`],
  ])('error: InvalidSignatureError for %s', (_, malformed) => {
    expect(() => recoverCreditSigner(hash, malformed)).toThrow(InvalidSignatureError)
    expect(() => recoverCreditSigner(hash, malformed)).toThrow(/65 bytes/)
  })

  test.each([
    ['r = 0', 0n, S],
    ['s = 0', R, 0n],
    ['r = n', CURVE_ORDER, S],
    ['s = n', R, CURVE_ORDER],
    ['r = 2^256 - 1', 2n ** 256n - 1n, S],
    // x = 5 is on no point of secp256k1: 5^3 + 7 has no square root.
    ['an r that is on no point', 5n, S],
  ])('error: InvalidSignatureError for %s', (_, r, s) => {
    expect(() => recoverCreditSigner(hash, spelled(r, s, V))).toThrow(InvalidSignatureError)
  })

  test('error: RangeError for a hash that is not 32 bytes', () => {
    expect(() => recoverCreditSigner('0x00', signature)).toThrow(RangeError)
  })
})

function spelled(r: bigint, s: bigint, v: number): Hex {
  return `0x${r.toString(16).padStart(64, '0')}${s.toString(16).padStart(64, '0')}${v.toString(16).padStart(2, '0')}`
}

function signerOrNull(ofHash: Hex, ofSignature: Hex): Hex | null {
  try {
    return recoverCreditSigner(ofHash, ofSignature)
  } catch (error) {
    if (error instanceof InvalidSignatureError) return null
    throw error
  }
}

function oneBitMutants(hex: Hex): Hex[] {
  const digits = hex.slice(2)
  return Array.from({ length: digits.length * 4 }, (_, bit): Hex => {
    const flipped = BigInt(hex) ^ (1n << BigInt(bit))
    return `0x${flipped.toString(16).padStart(digits.length, '0')}`
  })
}
