import { describe, expect, test } from 'vitest'
import { creditVector } from '../test/creditVector.js'
import type { Address } from './parseAddress.js'
import { type SignedCredit, verifyCreditSignature } from './verifyCreditSignature.js'

const { credit, hash, signature, signer } = creditVector
const signed: SignedCredit = { ...credit, signature, signer }

describe('verifyCreditSignature', () => {
  test('default', () => {
    expect(verifyCreditSignature(signed)).toBe(true)
  })

  test.each<[string, Partial<SignedCredit>]>([
    ['user', { user: credit.contract }],
    ['chainId', { chainId: 80002 }],
    ['contract', { contract: '0x8052a560e6e6ac86eeb7e711a4497f639b322fb3' as Address }],
    ['valueWei', { valueWei: credit.valueWei + 1n }],
    ['expiresAtSeconds', { expiresAtSeconds: credit.expiresAtSeconds + 1 }],
    ['salt', { salt: hash }],
    ['signer', { signer: credit.user }],
  ])('behavior: false for another %s', (_, change) => {
    expect(verifyCreditSignature({ ...signed, ...change })).toBe(false)
  })

  test.each<[string, Partial<SignedCredit>]>([
    ['no bytes', { signature: '0x' }],
    ['v = 0', { signature: `0x${signature.slice(2, 130)}00` }],
    ['zeros', { signature: `0x${'00'.repeat(64)}1b` }],
  ])('behavior: false for a signature of %s, which the contract refuses', (_, change) => {
    expect(verifyCreditSignature({ ...signed, ...change })).toBe(false)
  })

  test('error: RangeError for a field that fits no word', () => {
    expect(() => verifyCreditSignature({ ...signed, valueWei: -1n })).toThrow(RangeError)
  })
})
