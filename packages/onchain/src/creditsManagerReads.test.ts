import { keccak256, stringToBytes, toFunctionSelector } from 'viem'
import { describe, expect, test } from 'vitest'
import { creditsSignerRole } from './creditsSignerRole.js'
import { encodeHasRole } from './encodeHasRole.js'
import { encodeSpentValue } from './encodeSpentValue.js'
import type { Hex } from './Hex.js'
import type { Address } from './parseAddress.js'

const hash: Hex = `0x${'ab'.repeat(32)}`
const account = `0x${'11'.repeat(20)}` as Address

describe('encodeSpentValue', () => {
  test('default: the selector and the hash', () => {
    expect(encodeSpentValue(hash)).toBe(`${toFunctionSelector('spentValue(bytes32)')}${hash.slice(2)}`)
  })

  test('error: a hash that is not 32 bytes', () => {
    expect(() => encodeSpentValue('0xab')).toThrow(RangeError)
  })
})

describe('encodeHasRole', () => {
  test('default: the selector, the role and the account on the right of its word', () => {
    expect(creditsSignerRole).toBe(keccak256(stringToBytes('CREDITS_SIGNER_ROLE')))
    expect(encodeHasRole({ role: creditsSignerRole, account })).toBe(
      `${toFunctionSelector('hasRole(bytes32,address)')}${creditsSignerRole.slice(2)}${'0'.repeat(24)}${account.slice(2)}`,
    )
  })
})
