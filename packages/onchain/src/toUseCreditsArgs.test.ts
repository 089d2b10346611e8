import fc from 'fast-check'
import { encodeFunctionData } from 'viem'
import { describe, expect, test } from 'vitest'
import { arbitrarySmallSpend, NOW_SECONDS, unsignedCredit } from '../test/arbitrarySpend.js'
import { runUseCredits } from '../test/contractModel.js'
import { fuzzRuns } from '../test/fuzzRuns.js'
import { creditsManagerAbi } from './creditsManagerAbi.js'
import { encodeUseCredits } from './encodeUseCredits.js'
import { planSpend } from './planSpend.js'
import { toUseCreditsArgs } from './toUseCreditsArgs.js'

const externalCall = { target: `0x${'11'.repeat(20)}`, selector: '0x01020304', data: '0xab' } as const
const credits = [
  unsignedCredit(1, { leftWei: 5n, spentWei: 1n, expiresAt: 2_000 }),
  unsignedCredit(2, { leftWei: 10n, expiresAt: 3_000 }),
]

describe('toUseCreditsArgs', () => {
  test('default: what the contract is given, by its own names and in its order', () => {
    const args = toUseCreditsArgs(planSpend(credits, 20n, NOW_SECONDS), { externalCall })
    expect(args).toEqual([
      {
        credits: [
          { value: 6n, expiresAt: 2_000n, salt: credits[0]?.onChain?.salt },
          { value: 10n, expiresAt: 3_000n, salt: credits[1]?.onChain?.salt },
        ],
        creditsSignatures: credits.map(({ signature }) => signature),
        externalCall: { ...externalCall, expiresAt: 0n, salt: `0x${'00'.repeat(32)}` },
        customExternalCallSignature: '0x',
        maxUncreditedValue: 5n,
        maxCreditedValue: 15n,
      },
    ])
    // A library that takes lists takes the values as they stand.
    const inputs = creditsManagerAbi.find(({ name }) => name === 'useCredits')?.inputs[0]
    expect(Object.keys(args[0])).toEqual(inputs && 'components' in inputs && inputs.components.map(({ name }) => name))
    expect(encodeUseCredits(args)).toBe(
      encodeFunctionData({ abi: creditsManagerAbi, functionName: 'useCredits', args }),
    )
  })

  test('behavior: a custom call has its own expiry, salt and signature', () => {
    const own = { ...externalCall, expiresAt: 9n, salt: `0x${'22'.repeat(32)}` } as const
    const options = { externalCall: own, customExternalCallSignature: '0xcd' } as const
    expect(toUseCreditsArgs(planSpend(credits, 5n, NOW_SECONDS), options)).toMatchObject([
      { externalCall: own, customExternalCallSignature: '0xcd' },
    ])
  })

  test.each([
    ['a credit with enough left', 8n, 4n, { maxCreditedValue: 12n, maxUncreditedValue: 0n }],
    ['a credit with something left, and then the user', 13n, 4n, { maxCreditedValue: 15n, maxUncreditedValue: 2n }],
    ['the user, who pays the rest anyway', 20n, 4n, { maxCreditedValue: 15n, maxUncreditedValue: 9n }],
  ])('behavior: what it costs more than planned is paid by %s', (_, priceWei, slippageWei, expected) => {
    const plan = planSpend(credits, priceWei, NOW_SECONDS)
    expect(toUseCreditsArgs(plan, { externalCall, slippageWei })).toMatchObject([expected])
  })

  test('property: any price up to the slippage is accepted, and none beyond it', () => {
    const changes = fc.record({
      slippageWei: fc.bigInt({ min: 0n, max: 6n }),
      risenWei: fc.bigInt({ min: -5n, max: 9n }),
    })
    fc.assert(
      fc.property(arbitrarySmallSpend(5), changes, ({ credits, nowSeconds, priceWei }, { slippageWei, risenWei }) => {
        const plan = planSpend(credits, priceWei, nowSeconds)
        const { chainId, contract } = plan
        if (chainId === null || contract === null || priceWei + risenWei <= 0n) return
        const [args] = toUseCreditsArgs(plan, { externalCall, slippageWei })
        expect(args.maxCreditedValue + args.maxUncreditedValue).toBe(priceWei + slippageWei)
        const use = () => runUseCredits(args, { chainId, contract, nowSeconds, credits, priceWei: priceWei + risenWei })
        if (risenWei <= slippageWei) use()
        else expect(use).toThrow(/ValueExceeded/)
      }),
      { numRuns: fuzzRuns(1_000) },
    )
  })

  test('error: RangeError for a plan without credits, which the contract refuses', () => {
    expect(() => toUseCreditsArgs(planSpend([], 5n, NOW_SECONDS), { externalCall })).toThrow(/^The plan has no credits/)
  })

  test('error: RangeError for a negative slippage', () => {
    const plan = planSpend(credits, 5n, NOW_SECONDS)
    expect(() => toUseCreditsArgs(plan, { externalCall, slippageWei: -1n })).toThrow(RangeError)
  })
})
