import fc from 'fast-check'
import type { ListedCredit, PlanSpendOptions } from '../src/index.js'

/** Holds everything a plan is made of. */
export type SpendCase = {
  readonly credits: readonly ListedCredit[]
  readonly priceWei: bigint
  readonly nowSeconds: number
  readonly options: PlanSpendOptions
}

const CONTRACTS = [`0x${'aa'.repeat(20)}`, `0x${'bb'.repeat(20)}`] as const
const CHAINS = [137, 80002] as const
export const NOW_SECONDS = 1_000

/** Makes a credit that no key has signed: a plan does not look, and a signature costs a thousand plans. */
export function unsignedCredit(
  index: number,
  { leftWei, spentWei = 0n, expiresAt = 2_000, contract = CONTRACTS[0], chainId = CHAINS[0] }: UnsignedSpec,
): ListedCredit {
  return {
    id: `credit-${index}`,
    signature: `0x${'ab'.repeat(64)}1b`,
    onChain: {
      chainId,
      contract,
      value: String(leftWei + spentWei),
      spent: String(spentWei),
      expiresAt,
      salt: `0x${index.toString(16).padStart(64, '0')}`,
    },
  }
}

export type UnsignedSpec = {
  readonly leftWei: bigint
  readonly spentWei?: bigint
  readonly expiresAt?: number
  readonly contract?: string
  readonly chainId?: number
}

/** Generates few credits of small amounts, so that ties, exact sums and limits that bind are the rule. */
export function arbitrarySmallSpend(maxLength: number): fc.Arbitrary<SpendCase> {
  return arbitrarySpend({
    maxLength,
    leftWei: fc.bigInt({ min: 0n, max: 6n }),
    expiresAt: fc.constantFrom(NOW_SECONDS - 1, NOW_SECONDS, 1_001, 1_002, 1_003),
    priceWei: fc.bigInt({ min: 0n, max: 20n }),
    maxCreditedWei: fc.bigInt({ min: 0n, max: 15n }),
  })
}

/** Generates many credits of any amounts. */
export function arbitraryLargeSpend(maxLength: number): fc.Arbitrary<SpendCase> {
  const amount = fc.oneof(
    fc.bigInt({ min: 1n, max: 10n ** 21n }),
    fc.bigInt({ min: 1n, max: 40n }).map((n) => n * 10n ** 18n),
  )
  return arbitrarySpend({
    maxLength,
    leftWei: amount,
    expiresAt: fc.integer({ min: NOW_SECONDS + 1, max: NOW_SECONDS + 8 }),
    priceWei: fc.bigInt({ min: 1n, max: 10n ** 22n }),
    maxCreditedWei: fc.bigInt({ min: 1n, max: 10n ** 22n }),
  })
}

type Amounts = {
  readonly maxLength: number
  readonly leftWei: fc.Arbitrary<bigint>
  readonly expiresAt: fc.Arbitrary<number>
  readonly priceWei: fc.Arbitrary<bigint>
  readonly maxCreditedWei: fc.Arbitrary<bigint>
}

function arbitrarySpend(amounts: Amounts): fc.Arbitrary<SpendCase> {
  const spec = fc.record({
    leftWei: amounts.leftWei,
    spentWei: fc.bigInt({ min: 0n, max: 3n }),
    expiresAt: amounts.expiresAt,
    contract: fc.constantFrom(CONTRACTS[0], CONTRACTS[0], CONTRACTS[1]),
    chainId: fc.constantFrom(CHAINS[0], CHAINS[0], CHAINS[0], CHAINS[1]),
  })
  return fc.record({
    credits: fc
      .array(spec, { maxLength: amounts.maxLength })
      .map((specs) => specs.map((each, index) => unsignedCredit(index, each))),
    priceWei: amounts.priceWei,
    nowSeconds: fc.constant(NOW_SECONDS),
    options: fc.record({
      maxCredits: fc.option(fc.integer({ min: 1, max: amounts.maxLength }), { nil: undefined }),
      maxCreditedWei: fc.option(amounts.maxCreditedWei, { nil: undefined }),
    }),
  })
}
