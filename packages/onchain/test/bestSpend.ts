import { type ListedCredit, MAX_UINT256, type UseCreditsArgs } from '../src/index.js'
import type { SpendCase } from './arbitrarySpend.js'
import { runUseCredits } from './contractModel.js'

/** Ranks what the contract has made of some credits: of two, the one whose first different number is greater is the better. */
export type Rank = readonly bigint[]

/**
 * Finds the rank of the best spend there is, by giving the contract's model all credits in all orders, and none.
 *
 * **Shape:** the rules of `planSpend`, told once more; grows with the factorial of how many credits there are.
 */
export function bestSpend(spend: SpendCase): Rank {
  let best = rankSpend([], spend)
  const tryAll = (given: readonly ListedCredit[]) => {
    if (given.length > (spend.options.maxCredits ?? Infinity)) return
    if (given.length > 0) {
      const rank = rankOf(given, spend)
      if (rank && isBetter(rank, best)) best = rank
    }
    for (const credit of spend.credits) if (!given.includes(credit)) tryAll([...given, credit])
  }
  tryAll([])
  return best
}

/** Ranks credits that the contract accepts; null if it reverts. */
function rankOf(given: readonly ListedCredit[], spend: SpendCase): Rank | null {
  try {
    return rankSpend(given, spend)
  } catch {
    return null
  }
}

/** Ranks what the contract makes of credits in their order; throws what it reverts with. */
export function rankSpend(given: readonly ListedCredit[], spend: SpendCase): Rank {
  const [first] = given
  const expiries = [...new Set(spend.credits.map(({ onChain }) => onChain?.expiresAt ?? 0))].sort((a, b) => a - b)
  if (!first?.onChain) return [0n, ...expiries.map(() => 0n), 0n, 0n, 0n, 0n]
  const { chainId, contract } = first.onChain
  const { priceWei, nowSeconds, credits } = spend
  const model = { chainId, contract, nowSeconds, credits, priceWei, hourWei: spend.options.maxCreditedWei }
  const { creditedWei, spentBySalt } = runUseCredits(argsOf(given), model)
  const spent = ({ onChain }: ListedCredit) => spentBySalt.get(onChain?.salt ?? '') ?? 0n
  const left = ({ onChain }: ListedCredit) => BigInt(onChain?.value ?? 0) - BigInt(onChain?.spent ?? 0)
  const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n)
  return [
    creditedWei,
    ...expiries.map((expiry) => sum(given.filter(({ onChain }) => onChain?.expiresAt === expiry).map(spent))),
    -sum(given.map((credit) => left(credit) - spent(credit))),
    -BigInt(given.length),
    -BigInt(chainId),
    -BigInt(contract),
  ]
}

function argsOf(given: readonly ListedCredit[]): UseCreditsArgs {
  const nothing = { target: '0x', selector: '0x', data: '0x', expiresAt: 0n, salt: '0x' } as const
  return {
    credits: given.map(({ onChain }) => {
      const { value = '0', expiresAt = 0, salt = '0x' } = onChain ?? {}
      return { value: BigInt(value), expiresAt: BigInt(expiresAt), salt: salt as '0x' }
    }),
    creditsSignatures: given.map(() => '0x'),
    externalCall: nothing,
    customExternalCallSignature: '0x',
    maxUncreditedValue: MAX_UINT256,
    maxCreditedValue: MAX_UINT256,
  }
}

function isBetter(a: Rank, b: Rank): boolean {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0n
    if (value !== other) return value > other
  }
  return false
}
