import { chooseVouchers, type SpendLimits } from './chooseVouchers.js'
import { compareSpends, countSpend } from './compareSpends.js'
import type { Hex } from './Hex.js'
import { isExpired } from './isExpired.js'
import type { ListedCredit } from './ListedCredit.js'
import { MAX_UINT256 } from './maxUint256.js'
import type { Address } from './parseAddress.js'
import { readVoucher, type Voucher, type VoucherFault } from './readVoucher.js'

/** Bounds a plan. */
export type PlanSpendOptions = {
  /** How many credits may be given at most: each costs gas. As many as there are if it is left out. */
  readonly maxCredits?: number | undefined
  /** How much credits may pay at most, such as what the contract has left for this hour. Any amount if it is left out. */
  readonly maxCreditedWei?: bigint | undefined
}

/** Holds a credit of a plan. */
export type PlannedVoucher = {
  readonly id: string
  /** What it was worth when signed, in wei: the contract wants that, whatever is left of it. */
  readonly valueWei: bigint
  readonly expiresAtSeconds: number
  readonly salt: Hex
  readonly signature: Hex
  /** What can be spent of it before this, in wei. */
  readonly leftWei: bigint
  /** What this spends of it, in wei: all that is left, or a part of the last one. */
  readonly spendWei: bigint
}

/** Holds a credit of which something stays. */
export type LapsingCredit = {
  readonly id: string
  /** In wei. */
  readonly leftWei: bigint
  readonly expiresAtSeconds: number
}

/**
 * Names why a credit is not in a plan: it is none, can no longer be spent, is listed twice, is of another contract than the one
 * that is best, is not needed, or does not fit into what the options allow.
 */
export type SkipReason =
  | VoucherFault
  | 'MALFORMED_SIGNATURE'
  | 'EXPIRED'
  | 'NOTHING_LEFT'
  | 'DUPLICATE'
  | 'OTHER_CONTRACT'
  | 'NOT_NEEDED'
  | 'OVER_LIMIT'

/** Holds which credits pay a price, and what is not paid. */
export type SpendPlan = {
  /** Where it is to be spent; null with `contract` when no credit can pay anything. */
  readonly chainId: number | null
  readonly contract: Address | null
  /** In the order in which the contract is to take them. */
  readonly vouchers: readonly PlannedVoucher[]
  readonly priceWei: bigint
  /** What credits pay, in wei. */
  readonly creditedWei: bigint
  /** What remains to pay from the user's own MANA, in wei. */
  readonly uncreditedWei: bigint
  /** What could be spent and stays, of any contract, soonest expiry first: it lapses if it is not spent by then. */
  readonly lapsing: readonly LapsingCredit[]
  /** The credits that are not in it, in the order in which they were listed. */
  readonly skipped: readonly { readonly id: string; readonly reason: SkipReason }[]
}

/**
 * Plans which credits pay a price, all through one contract, as one call of `useCredits` must.
 *
 * **Shape:** of all that the contract would accept, the best plan is the one that
 * 1. pays most of the price with credits,
 * 2. then spends most of what expires soonest, then most of what expires next, and so on,
 * 3. then leaves least of the one credit that is not spent whole,
 * 4. then has the fewest credits,
 * 5. then the lower chain id, and the lower address of its contract.
 *
 * That is exact, unless more than eleven credits of odd amounts expire together, where 3 and 4 may come out a little worse, or
 * meet a `maxCreditedWei` that binds, where all of it may. It is never what the contract would refuse.
 * Signatures are not verified, and one that is wrong makes the contract refuse the whole call: give it what `verifyCredit` has
 * found good. A credit that is listed twice counts once, as it is listed first.
 * **Units:** wei, unix seconds. `nowSeconds` is when the transaction is mined at the latest, so a minute or two from now: one credit
 * that has expired by then makes the contract refuse the whole call.
 * **Errors:** `RangeError` for a price or a limit that is none. None for a credit: what is wrong with it is in `skipped`.
 * **Source:** CreditsManagerPolygon `_validateAndApplyCredits`.
 */
export function planSpend(
  credits: readonly ListedCredit[],
  priceWei: bigint,
  nowSeconds: number,
  options: PlanSpendOptions = {},
): SpendPlan {
  const limits = readLimits(priceWei, options)
  // Of no number nothing is true, and nothing would be expired.
  if (!Number.isFinite(nowSeconds)) throw new RangeError('nowSeconds must be a number of seconds.')

  const judged = judgeCredits(credits, nowSeconds)
  const usable = judged.filter((each) => typeof each !== 'string')
  const choices = groupByContract(usable).map((vouchers) => countSpend(chooseVouchers(vouchers, limits), priceWei))
  const best = choices.sort(compareSpends)[0] ?? countSpend([], priceWei)
  const [first] = best.vouchers
  const isCovered = best.creditedWei === priceWei

  return {
    chainId: first?.chainId ?? null,
    contract: first?.contract ?? null,
    vouchers: best.vouchers.map((voucher) => {
      const { id, valueWei, expiresAtSeconds, salt, signature, leftWei } = voucher
      return { id, valueWei, expiresAtSeconds, salt, signature, leftWei, spendWei: best.spends.get(voucher) ?? 0n }
    }),
    priceWei,
    creditedWei: best.creditedWei,
    uncreditedWei: priceWei - best.creditedWei,
    lapsing: usable
      .map((voucher) => ({ ...voucher, leftWei: voucher.leftWei - (best.spends.get(voucher) ?? 0n) }))
      .filter(({ leftWei }) => leftWei > 0n)
      .sort((a, b) => a.expiresAtSeconds - b.expiresAtSeconds)
      .map(({ id, leftWei, expiresAtSeconds }) => ({ id, leftWei, expiresAtSeconds })),
    skipped: credits.flatMap(({ id }, index) => {
      const each = judged[index]
      if (each === undefined || typeof each === 'string') return each ? [{ id, reason: each }] : []
      if (best.spends.has(each)) return []
      if (first && placeOf(first) !== placeOf(each)) return [{ id, reason: 'OTHER_CONTRACT' as const }]
      return [{ id, reason: isCovered ? ('NOT_NEEDED' as const) : ('OVER_LIMIT' as const) }]
    }),
  }
}

/** [chain] r, s and v: the contract takes no other form, and refuses the whole call for one that is not. */
const SIGNATURE = /^0x[0-9a-f]{128}1[bc]$/

function judgeCredits(credits: readonly ListedCredit[], nowSeconds: number): (Voucher | SkipReason)[] {
  const seen = new Set<string>()
  return credits.map((credit) => {
    const voucher = readVoucher(credit)
    if (typeof voucher === 'string') return voucher
    if (!SIGNATURE.test(voucher.signature)) return 'MALFORMED_SIGNATURE'
    if (isExpired(voucher.expiresAtSeconds, nowSeconds)) return 'EXPIRED'
    if (voucher.leftWei === 0n) return 'NOTHING_LEFT'
    // [chain] What the credit hash is of, for one user: the same twice is one credit, and is consumed at the second.
    const name = [placeOf(voucher), voucher.valueWei, voucher.expiresAtSeconds, voucher.salt].join()
    if (seen.has(name)) return 'DUPLICATE'
    seen.add(name)
    return voucher
  })
}

function groupByContract(vouchers: readonly Voucher[]): Voucher[][] {
  const places = new Set(vouchers.map(placeOf))
  return [...places].map((place) => vouchers.filter((voucher) => placeOf(voucher) === place))
}

function placeOf({ chainId, contract }: Voucher): string {
  return `${chainId}:${contract}`
}

function readLimits(
  priceWei: bigint,
  { maxCredits = Infinity, maxCreditedWei = MAX_UINT256 }: PlanSpendOptions,
): SpendLimits {
  if (typeof priceWei !== 'bigint' || priceWei < 0n || priceWei > MAX_UINT256) {
    throw new RangeError('priceWei must be a bigint of at least 0 and below 2^256.')
  }
  if (typeof maxCreditedWei !== 'bigint' || maxCreditedWei < 0n) {
    throw new RangeError('maxCreditedWei must be a bigint of at least 0.')
  }
  if (maxCredits !== Infinity && (!Number.isSafeInteger(maxCredits) || maxCredits < 1)) {
    throw new RangeError('maxCredits must be a whole number of at least 1.')
  }
  return { priceWei, maxCredits, maxCreditedWei }
}
