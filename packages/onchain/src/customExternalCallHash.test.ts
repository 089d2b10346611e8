import fc from 'fast-check'
import { encodeAbiParameters, keccak256, parseAbiParameters } from 'viem'
import { describe, expect, test } from 'vitest'
import { arbitraryAddress } from '../test/arbitraryAddress.js'
import { arbitraryUseCreditsArgs } from '../test/arbitraryUseCreditsArgs.js'
import { creditVector } from '../test/creditVector.js'
import { fuzzRuns } from '../test/fuzzRuns.js'
import { customExternalCallHash } from './customExternalCallHash.js'
import { recoverCreditSigner } from './recoverCreditSigner.js'
import { signCredit } from './signCredit.js'

const { credit, privateKey, signer } = creditVector
const parameters = parseAbiParameters([
  'address sender, uint256 chainId, address self, ExternalCall externalCall',
  'struct ExternalCall { address target; bytes4 selector; bytes data; uint256 expiresAt; bytes32 salt; }',
])

describe('customExternalCallHash', () => {
  test("behavior: agrees with viem's abi.encode for every call", () => {
    const calls = fc.tuple(arbitraryAddress(), fc.maxSafeNat(), arbitraryAddress(), arbitraryUseCreditsArgs())
    fc.assert(
      fc.property(calls, ([user, chainId, contract, { externalCall }]) => {
        const encoded = encodeAbiParameters(parameters, [user, BigInt(chainId), contract, externalCall])
        expect(customExternalCallHash({ user, chainId, contract, externalCall })).toBe(keccak256(encoded))
      }),
      { numRuns: fuzzRuns(500) },
    )
  })

  const call = {
    target: credit.contract,
    selector: '0x01020304',
    data: '0xab',
    expiresAt: 1n,
    salt: credit.salt,
  } as const

  test('behavior: it is signed as a credit is', () => {
    const hash = customExternalCallHash({ ...credit, externalCall: call })
    expect(recoverCreditSigner(hash, signCredit(hash, privateKey))).toBe(signer)
  })

  test('error: RangeError names chainId when it is no whole number', () => {
    expect(() => customExternalCallHash({ ...credit, chainId: 1.5, externalCall: call })).toThrow(/^chainId must be/)
  })
})
