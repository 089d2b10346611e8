import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  arbitraryLargeSpend,
  arbitrarySmallSpend,
  NOW_SECONDS,
  type SpendCase,
  unsignedCredit,
} from '../test/arbitrarySpend.js'
import { bestSpend, rankSpend } from '../test/bestSpend.js'
import { runUseCredits } from '../test/contractModel.js'
import { fuzzRuns } from '../test/fuzzRuns.js'
import { listCredit } from '../test/listCredit.js'
import type { ListedCredit } from './ListedCredit.js'
import { type PlanSpendOptions, planSpend, type SpendPlan } from './planSpend.js'
import { toUseCreditsArgs } from './toUseCreditsArgs.js'

const mana = (amount: number) => BigInt(amount) * 10n ** 18n
const planOf = ({ credits, priceWei, nowSeconds, options }: SpendCase) =>
  planSpend(credits, priceWei, nowSeconds, options)
const listedOf = (plan: SpendPlan, credits: readonly ListedCredit[]) =>
  plan.vouchers.flatMap(({ id }) => credits.filter((credit) => credit.id === id))
const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n)
const externalCall = { target: `0x${'11'.repeat(20)}`, selector: '0x01020304', data: '0x' } as const

describe('planSpend', () => {
  test('default', () => {
    const soon = { ...unsignedCredit(1, { leftWei: mana(5), spentWei: mana(1), expiresAt: 2_000 }) }
    const later = unsignedCredit(2, { leftWei: mana(10), expiresAt: 3_000 })
    const spent = unsignedCredit(3, { leftWei: 0n, spentWei: mana(1) })
    const plan = planSpend([later, spent, soon], mana(8), NOW_SECONDS)
    expect(plan).toEqual({
      chainId: 137,
      contract: soon.onChain?.contract,
      vouchers: [
        {
          id: 'credit-1',
          valueWei: mana(6),
          expiresAtSeconds: 2_000,
          salt: soon.onChain?.salt,
          signature: soon.signature,
          leftWei: mana(5),
          spendWei: mana(5),
        },
        expect.objectContaining({ id: 'credit-2', leftWei: mana(10), spendWei: mana(3) }),
      ],
      priceWei: mana(8),
      creditedWei: mana(8),
      uncreditedWei: 0n,
      lapsing: [{ id: 'credit-2', leftWei: mana(7), expiresAtSeconds: 3_000 }],
      skipped: [{ id: 'credit-3', reason: 'NOTHING_LEFT' }],
    })
  })

  test('behavior: what credits do not cover remains to pay', () => {
    const plan = planSpend([unsignedCredit(1, { leftWei: 5n })], 8n, NOW_SECONDS)
    expect(plan).toMatchObject({ creditedWei: 5n, uncreditedWei: 3n, lapsing: [] })
  })

  test('behavior: of what expires together the one that fits is taken, and nothing is left in halves', () => {
    const credits = [3, 5, 8].map((left, index) => unsignedCredit(index, { leftWei: BigInt(left) }))
    const plan = planSpend(credits, 5n, NOW_SECONDS)
    expect(plan.vouchers).toMatchObject([{ id: 'credit-1', leftWei: 5n, spendWei: 5n }])
    expect(plan.skipped.map(({ reason }) => reason)).toEqual(['NOT_NEEDED', 'NOT_NEEDED'])
  })

  test('behavior: what expires first stays out where a limit leaves place for one, and the other one pays more', () => {
    const credits = [1, 6].map((left) => unsignedCredit(left, { leftWei: BigInt(left), expiresAt: 2_000 + left }))
    const plan = planSpend(credits, 7n, NOW_SECONDS, { maxCreditedWei: 6n })
    expect(plan).toMatchObject({ vouchers: [{ id: 'credit-6' }], creditedWei: 6n, uncreditedWei: 1n })
    expect(plan.skipped).toEqual([{ id: 'credit-1', reason: 'OVER_LIMIT' }])
  })

  test('behavior: where a limit and a number of credits both bind, soonest first must leave place for the rest', () => {
    const credits = [unsignedCredit(0, { leftWei: 1n }), unsignedCredit(1, { leftWei: 1n })]
    const later = [
      unsignedCredit(2, { leftWei: 4n, expiresAt: 2_001 }),
      unsignedCredit(3, { leftWei: 6n, expiresAt: 2_002 }),
    ]
    const options = { maxCredits: 2, maxCreditedWei: 6n }
    const plan = planSpend([...credits, ...later], 9n, NOW_SECONDS, options)
    expect(plan.vouchers.map(({ id }) => id)).toEqual(['credit-3'])
  })

  test('behavior: of credits that make the same sum the fewest are taken', () => {
    const credits = [7, 3, 3, 3, 2].map((left, index) => unsignedCredit(index, { leftWei: BigInt(left) }))
    const plan = planSpend(credits, 9n, NOW_SECONDS)
    expect(plan.vouchers.map(({ leftWei }) => leftWei)).toEqual([7n, 2n])
  })

  test('behavior: with no credits, and for a price of nothing, there is nothing to give', () => {
    const nothing = { chainId: null, contract: null, vouchers: [], creditedWei: 0n }
    expect(planSpend([], 5n, NOW_SECONDS)).toMatchObject({ ...nothing, uncreditedWei: 5n })
    expect(planSpend([unsignedCredit(1, { leftWei: 5n })], 0n, NOW_SECONDS)).toMatchObject({
      ...nothing,
      uncreditedWei: 0n,
      lapsing: [{ id: 'credit-1', leftWei: 5n }],
      skipped: [{ id: 'credit-1', reason: 'NOT_NEEDED' }],
    })
  })

  test('behavior: it says of each credit that is not in it why', () => {
    const good = unsignedCredit(1, { leftWei: 5n })
    const at = (index: number, change: object) => ({ ...unsignedCredit(index, { leftWei: 5n }), ...change })
    const credits = [
      good,
      at(2, { signature: undefined }),
      at(3, { onChain: undefined }),
      at(4, { signature: `0x${'ab'.repeat(64)}` }),
      at(5, { onChain: { ...good.onChain, value: 5 } }),
      unsignedCredit(6, { leftWei: 5n, expiresAt: NOW_SECONDS }),
      unsignedCredit(7, { leftWei: 0n }),
      good,
      unsignedCredit(9, { leftWei: 1n, contract: `0x${'cc'.repeat(20)}` }),
      unsignedCredit(10, { leftWei: 1n }),
    ]
    expect(planSpend(credits, 9n, NOW_SECONDS, { maxCredits: 1 }).skipped).toEqual([
      { id: 'credit-2', reason: 'MISSING_FIELD' },
      { id: 'credit-3', reason: 'MISSING_FIELD' },
      { id: 'credit-4', reason: 'MALFORMED_SIGNATURE' },
      { id: 'credit-5', reason: 'MALFORMED_FIELD' },
      { id: 'credit-6', reason: 'EXPIRED' },
      { id: 'credit-7', reason: 'NOTHING_LEFT' },
      { id: 'credit-1', reason: 'DUPLICATE' },
      { id: 'credit-9', reason: 'OTHER_CONTRACT' },
      { id: 'credit-10', reason: 'OVER_LIMIT' },
    ])
  })

  test('behavior: a genuine credit of the API is planned as it is', () => {
    const { onChain, signature } = listCredit()
    expect(planSpend([listCredit()], 1n, NOW_SECONDS).vouchers).toMatchObject([{ salt: onChain?.salt, signature }])
  })

  test.each<[string, bigint, number, PlanSpendOptions]>([
    ['priceWei', -1n, 0, {}],
    ['priceWei', 2n ** 256n, 0, {}],
    ['priceWei', 5 as unknown as bigint, 0, {}],
    ['nowSeconds', 5n, Number.NaN, {}],
    ['maxCredits', 5n, 0, { maxCredits: 0 }],
    ['maxCredits', 5n, 0, { maxCredits: 1.5 }],
    ['maxCreditedWei', 5n, 0, { maxCreditedWei: -1n }],
  ])('error: RangeError names %s when it is none', (name, priceWei, nowSeconds, options) => {
    expect(() => planSpend([], priceWei, nowSeconds, options)).toThrow(RangeError)
    expect(() => planSpend([], priceWei, nowSeconds, options)).toThrow(`${name} must be`)
  })
})

describe('the best plan', () => {
  test('property: it is as good as the best of all credits in all orders that the contract accepts', () => {
    fc.assert(
      fc.property(arbitrarySmallSpend(5), (spend) => {
        expect(rankSpend(listedOf(planOf(spend), spend.credits), spend)).toEqual(bestSpend(spend))
      }),
      { numRuns: fuzzRuns(3_000) },
    )
  })

  test.each([
    ['small', arbitrarySmallSpend(8), 2_000],
    ['large', arbitraryLargeSpend(40), 100],
  ])('property: the contract accepts a %s one and spends just what it says', (_, spends, runs) => {
    fc.assert(
      fc.property(spends, (spend) => {
        const plan = planOf(spend)
        const { chainId, contract, vouchers, creditedWei } = plan
        expect(plan.uncreditedWei).toBe(spend.priceWei - creditedWei)
        if (chainId === null || contract === null) {
          expect(vouchers).toEqual([])
          return
        }
        const [args] = toUseCreditsArgs(plan, { externalCall })
        const model = { ...spend, chainId, contract, hourWei: spend.options.maxCreditedWei }
        const result = runUseCredits(args, model)
        expect(result.creditedWei).toBe(creditedWei)
        expect([...result.spentBySalt]).toEqual(vouchers.map(({ salt, spendWei }) => [salt, spendWei]))
      }),
      { numRuns: fuzzRuns(runs) },
    )
  })

  test('property: soonest expiry first, nothing that could be dropped, and all but the last spent whole', () => {
    fc.assert(
      fc.property(fc.oneof(arbitrarySmallSpend(8), arbitraryLargeSpend(30)), (spend) => {
        const { vouchers, creditedWei } = planOf(spend)
        const expiries = vouchers.map(({ expiresAtSeconds }) => expiresAtSeconds)
        expect(expiries).toEqual([...expiries].sort((a, b) => a - b))
        expect(vouchers.length).toBeLessThanOrEqual(spend.options.maxCredits ?? Infinity)
        for (const { spendWei } of vouchers) expect(spendWei).toBeGreaterThan(0n)
        for (const { spendWei, leftWei } of vouchers.slice(0, -1)) expect(spendWei).toBe(leftWei)
        expect(sum(vouchers.map(({ spendWei }) => spendWei))).toBe(creditedWei)
      }),
      { numRuns: fuzzRuns(300) },
    )
  })

  test('property: each credit is in it, or it says why not; what stays is listed, soonest expiry first', () => {
    fc.assert(
      fc.property(arbitrarySmallSpend(8), (spend) => {
        const { vouchers, skipped, lapsing, creditedWei } = planOf(spend)
        const ids = [...vouchers, ...skipped].map(({ id }) => id)
        expect(ids.sort()).toEqual(spend.credits.map(({ id }) => id).sort())
        const usable = spend.credits.filter(({ onChain }) => (onChain?.expiresAt ?? 0) > spend.nowSeconds)
        const usableWei = sum(usable.map(({ onChain }) => BigInt(onChain?.value ?? 0) - BigInt(onChain?.spent ?? 0)))
        expect(sum(lapsing.map(({ leftWei }) => leftWei))).toBe(usableWei - creditedWei)
        const expiries = lapsing.map(({ expiresAtSeconds }) => expiresAtSeconds)
        expect(expiries).toEqual([...expiries].sort((a, b) => a - b))
      }),
      { numRuns: fuzzRuns(500) },
    )
  })

  test('property: the order in which credits are listed does not matter', () => {
    fc.assert(
      fc.property(fc.oneof(arbitrarySmallSpend(8), arbitraryLargeSpend(20)), fc.func(fc.integer()), (spend, key) => {
        const shuffled = [...spend.credits].sort((a, b) => key(a.id) - key(b.id))
        expect(planOf({ ...spend, credits: shuffled }).vouchers).toEqual(planOf(spend).vouchers)
      }),
      { numRuns: fuzzRuns(300) },
    )
  })

  const oddAmounts = (length: number) => {
    return fc.array(fc.bigInt({ min: 1n, max: 10n ** 21n }), { minLength: length, maxLength: length })
  }
  const creditsOf = (amounts: readonly bigint[]) => amounts.map((leftWei, index) => unsignedCredit(index, { leftWei }))
  const sumsOf = (amounts: readonly bigint[]) => {
    let sums = [0n]
    for (const amount of amounts) sums = sums.concat(sums.map((each) => each + amount))
    return sums
  }
  const ascending = (amounts: readonly bigint[]) => [...amounts].sort((a, b) => (a < b ? -1 : 1))

  test('property: eleven credits of odd amounts come as near to a limit as any of them together', () => {
    fc.assert(
      fc.property(oddAmounts(11), fc.bigInt({ min: 1n, max: 5n * 10n ** 21n }), (amounts, maxCreditedWei) => {
        const plan = planSpend(creditsOf(amounts), 10n ** 23n, NOW_SECONDS, { maxCreditedWei })
        expect(plan.creditedWei).toBe(ascending(sumsOf(amounts).filter((each) => each <= maxCreditedWei)).at(-1))
      }),
      { numRuns: fuzzRuns(20) },
    )
  })

  test('property: of eleven credits of odd amounts the least is left that any of them together leave', () => {
    fc.assert(
      fc.property(oddAmounts(11), fc.bigInt({ min: 1n, max: 10n ** 21n }), (amounts, priceWei) => {
        const { vouchers, creditedWei } = planSpend(creditsOf(amounts), priceWei, NOW_SECONDS)
        const enough = ascending(sumsOf(amounts).filter((each) => each >= creditedWei))
        expect(sum(vouchers.map(({ leftWei }) => leftWei))).toBe(enough[0])
      }),
      { numRuns: fuzzRuns(20) },
    )
  })

  test('behavior: sixty credits of odd amounts are still planned, near to the limit and not beyond it', () => {
    fc.assert(
      fc.property(oddAmounts(60), (amounts) => {
        const limitWei = sum(amounts) / 2n
        const plan = planSpend(creditsOf(amounts), 10n ** 23n, NOW_SECONDS, { maxCreditedWei: limitWei })
        expect(plan.creditedWei).toBeLessThanOrEqual(limitWei)
        expect(plan.creditedWei).toBeGreaterThanOrEqual(limitWei / 2n)
      }),
      { numRuns: fuzzRuns(3) },
    )
  })
})
