import fc from 'fast-check'
import { encodeFunctionData } from 'viem'
import { describe, expect, test } from 'vitest'
import { arbitraryUseCreditsArgs } from '../test/arbitraryUseCreditsArgs.js'
import { fuzzRuns } from '../test/fuzzRuns.js'
import { creditsManagerAbi } from './creditsManagerAbi.js'
import { encodeUseCredits } from './encodeUseCredits.js'
import type { Hex } from './Hex.js'
import type { UseCreditsArgs } from './UseCreditsArgs.js'

const salt: Hex = `0x${'ab'.repeat(32)}`
const args: UseCreditsArgs = {
  credits: [{ value: 4n, expiresAt: 5n, salt }],
  creditsSignatures: [`0x${'cd'.repeat(65)}`],
  externalCall: { target: `0x${'Ef'.repeat(20)}`, selector: '0x01020304', data: '0xABCD', expiresAt: 0n, salt },
  customExternalCallSignature: '0x',
  maxUncreditedValue: 1n,
  maxCreditedValue: 2n,
}

describe('encodeUseCredits', () => {
  test('default: it begins with the selector, and is in lower-case', () => {
    expect(encodeUseCredits([args])).toMatch(/^0x1863572d[0-9a-f]+$/)
    expect(encodeUseCredits([args])).toContain('ef'.repeat(20))
  })

  test("behavior: agrees with viem's encodeFunctionData for every argument", () => {
    fc.assert(
      fc.property(arbitraryUseCreditsArgs(), (each) => {
        expect(encodeUseCredits([each])).toBe(
          encodeFunctionData({ abi: creditsManagerAbi, functionName: 'useCredits', args: [each] }),
        )
      }),
      { numRuns: fuzzRuns(1_000) },
    )
  })

  test.each<[string, Partial<UseCreditsArgs>]>([
    ['args.credits[1].salt', { credits: [...args.credits, { value: 1n, expiresAt: 1n, salt: '0xab' }] }],
    ['args.credits[0].value', { credits: [{ value: -1n, expiresAt: 1n, salt }] }],
    ['args.credits[0].expiresAt', { credits: [{ value: 1n, expiresAt: 1 as unknown as bigint, salt }] }],
    ['args.creditsSignatures[0]', { creditsSignatures: ['0xabc'] }],
    ['args.creditsSignatures[0]', { creditsSignatures: ['abcd' as Hex] }],
    ['args.externalCall.target', { externalCall: { ...args.externalCall, target: '0xab' } }],
    ['args.externalCall.selector', { externalCall: { ...args.externalCall, selector: '0x0102030405' } }],
    ['args.externalCall.data', { externalCall: { ...args.externalCall, data: '0xzz' } }],
    ['args.maxCreditedValue', { maxCreditedValue: 2n ** 256n }],
  ])('error: RangeError names %s when it does not fit', (name, change) => {
    const encode = () => encodeUseCredits([{ ...args, ...change }])
    expect(encode).toThrow(RangeError)
    expect(encode).toThrow(`${name} must be`)
  })
})
