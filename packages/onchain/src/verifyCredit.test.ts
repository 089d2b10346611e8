import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryPrivateKey } from '../test/arbitraryPrivateKey.js'
import { creditVector } from '../test/creditVector.js'
import { fuzzRuns } from '../test/fuzzRuns.js'
import { listCredit } from '../test/listCredit.js'
import { checksumAddress } from './checksumAddress.js'
import { creditHash } from './creditHash.js'
import type { ListedCredit, ListedVoucher } from './ListedCredit.js'
import { signCredit } from './signCredit.js'
import { signerAddress } from './signerAddress.js'
import { type CreditFault, type VerifyCreditOptions, verifyCredit } from './verifyCredit.js'

const { creditId, credit, hash, privateKey, signature, signer } = creditVector
const options: VerifyCreditOptions = {
  signers: [credit.contract, signer],
  nowSeconds: credit.expiresAtSeconds - 1,
  userAddress: credit.user,
}
const listed = listCredit({ spentWei: 10n ** 18n })
const changed = (onChain: object): ListedCredit => ({
  ...listed,
  onChain: { ...(listed.onChain as ListedVoucher), ...onChain },
})

describe('verifyCredit', () => {
  test('default', () => {
    expect(listed.signature).toBe(signature)
    expect(verifyCredit(listed, options)).toEqual({ ok: true, signer, hash, leftWei: 3n * 10n ** 18n })
  })

  test('behavior: the spelling of addresses and hex does not matter', () => {
    const upper = (hex: string) => `0x${hex.slice(2).toUpperCase()}`
    const spelled = {
      ...changed({ contract: upper(credit.contract), salt: upper(credit.salt) }),
      signature: upper(signature),
    }
    const inChecksum = { ...options, signers: [checksumAddress(signer)], userAddress: checksumAddress(credit.user) }
    expect(verifyCredit(spelled, inChecksum)).toMatchObject({ ok: true, signer })
  })

  test.each<[CreditFault, string, ListedCredit]>([
    ['MISSING_FIELD', 'no signature', { id: creditId, onChain: listed.onChain }],
    ['MISSING_FIELD', 'no voucher', { id: creditId, signature }],
    ['MISSING_FIELD', 'nothing at all', {} as ListedCredit],
    ['MALFORMED_FIELD', 'an address of 19 bytes', changed({ contract: credit.contract.slice(0, -2) })],
    ['MALFORMED_FIELD', 'a value with a point', changed({ value: '4.5' })],
    ['MALFORMED_FIELD', 'a value as a number', changed({ value: 4e18 })],
    ['MALFORMED_FIELD', 'a negative value', changed({ value: '-1' })],
    ['MALFORMED_FIELD', 'a value of 2^256', changed({ value: String(2n ** 256n) })],
    ['MALFORMED_FIELD', 'a spent value in hex', changed({ spent: '0x01' })],
    ['MALFORMED_FIELD', 'no expiry', changed({ expiresAt: undefined })],
    ['MALFORMED_FIELD', 'an expiry as text', changed({ expiresAt: String(credit.expiresAtSeconds) })],
    ['MALFORMED_FIELD', 'an expiry between seconds', changed({ expiresAt: credit.expiresAtSeconds + 0.5 })],
    ['MALFORMED_FIELD', 'a negative chain', changed({ chainId: -1 })],
    ['MALFORMED_FIELD', 'a salt of 31 bytes', changed({ salt: credit.salt.slice(0, -2) })],
    ['MALFORMED_FIELD', 'a signature without 0x', { ...listed, signature: signature.slice(2) }],
    ['WRONG_SALT', 'the salt of another id', changed({ salt: hash })],
    ['WRONG_SALT', 'an id of another salt', { ...listed, id: creditId.replace('3f', '4f') }],
    ['WRONG_SALT', 'an id that is no uuid', { ...listed, id: credit.salt }],
    ['MALFORMED_SIGNATURE', 'a signature of 64 bytes', { ...listed, signature: signature.slice(0, -2) }],
    ['MALFORMED_SIGNATURE', 'v = 0', { ...listed, signature: `${signature.slice(0, -2)}00` }],
    ['MALFORMED_SIGNATURE', 'zeros', { ...listed, signature: `0x${'00'.repeat(64)}1b` }],
    ['UNTRUSTED_SIGNER', 'another value', changed({ value: String(credit.valueWei + 1n) })],
    ['UNTRUSTED_SIGNER', 'another expiry', changed({ expiresAt: credit.expiresAtSeconds + 1 })],
    ['UNTRUSTED_SIGNER', 'another contract', changed({ contract: credit.user })],
    ['UNTRUSTED_SIGNER', 'another chain', changed({ chainId: 80002 })],
    ['UNTRUSTED_SIGNER', 'another v', { ...listed, signature: `${signature.slice(0, -2)}1c` }],
    ['NOTHING_LEFT', 'all spent', listCredit({ spentWei: credit.valueWei })],
    ['NOTHING_LEFT', 'more spent than there was', listCredit({ spentWei: credit.valueWei + 1n })],
    ['NOTHING_LEFT', 'a value of nothing', listCredit({ valueWei: 0n })],
  ])('error: %s for %s', (reason, _, each) => {
    expect(verifyCredit(each, options)).toEqual({ ok: false, reason, remedy: expect.stringMatching(/^[A-Z].*\.$/) })
  })

  test('error: UNTRUSTED_SIGNER for a genuine credit of another user, and when nobody is trusted', () => {
    expect(verifyCredit(listed, { ...options, userAddress: signer })).toMatchObject({ reason: 'UNTRUSTED_SIGNER' })
    expect(verifyCredit(listed, { ...options, signers: [] })).toMatchObject({ reason: 'UNTRUSTED_SIGNER' })
  })

  test('error: EXPIRED from the very second on at which the contract refuses it', () => {
    const at = (nowSeconds: number) => verifyCredit(listed, { ...options, nowSeconds })
    expect(at(credit.expiresAtSeconds - 0.001).ok).toBe(true)
    expect(at(credit.expiresAtSeconds)).toMatchObject({ ok: false, reason: 'EXPIRED' })
  })

  test('behavior: what is not genuine is never said to be merely expired or spent', () => {
    const forged = changed({ value: '1', spent: '1', expiresAt: 1 })
    expect(verifyCredit(forged, options)).toMatchObject({ reason: 'UNTRUSTED_SIGNER' })
  })

  test('behavior: a key that is not trusted is refused, whichever it is', () => {
    fc.assert(
      fc.property(arbitraryPrivateKey(), (key) => {
        const forged = { ...listed, signature: signCredit(creditHash(credit), key) }
        const isOwn = key === privateKey
        expect(verifyCredit(forged, options).ok).toBe(isOwn)
        expect(verifyCredit(forged, { ...options, signers: [signerAddress(key)] }).ok).toBe(true)
      }),
      { numRuns: fuzzRuns(50) },
    )
  })

  test.each<[string, Partial<VerifyCreditOptions>]>([
    ['userAddress', { userAddress: 'me' }],
    ['signers', { signers: [signer, '0x12'] }],
    ['nowSeconds', { nowSeconds: Number.NaN }],
    ['nowSeconds', { nowSeconds: undefined as unknown as number }],
  ])('error: RangeError names %s when it is none', (name, change) => {
    const verify = () => verifyCredit(listed, { ...options, ...change })
    expect(verify).toThrow(RangeError)
    expect(verify).toThrow(`${name} must be`)
  })
})
