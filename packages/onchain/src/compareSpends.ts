import { minWei } from './minWei.js'
import type { Voucher } from './readVoucher.js'

/** Holds what becomes of a price when the contract is given some vouchers. */
export type Spend = {
  /** In the order in which the contract takes them. */
  readonly vouchers: readonly Voucher[]
  readonly spends: ReadonlyMap<Voucher, bigint>
  readonly creditedWei: bigint
  /** What stays of the last one, in wei. */
  readonly remainderWei: bigint
}

/**
 * Counts what the contract spends of each voucher, in order, until the price is covered.
 *
 * **Source:** CreditsManagerPolygon `_validateAndApplyCredits`.
 */
export function countSpend(vouchers: readonly Voucher[], priceWei: bigint): Spend {
  const spends = new Map<Voucher, bigint>()
  let needWei = priceWei
  let remainderWei = 0n
  for (const voucher of vouchers) {
    // [chain] creditValueToSpend = remainingValue < creditRemainingValue ? remainingValue : creditRemainingValue
    const spendWei = minWei(needWei, voucher.leftWei)
    spends.set(voucher, spendWei)
    needWei -= spendWei
    remainderWei += voucher.leftWei - spendWei
  }
  return { vouchers, spends, creditedWei: priceWei - needWei, remainderWei }
}

/** Orders the best choices of several contracts, the best of all first, by the rules of `planSpend`. */
export function compareSpends(a: Spend, b: Spend): number {
  return (
    compare(b.creditedWei, a.creditedWei) ||
    compareExpiries(a, b) ||
    compare(a.remainderWei, b.remainderWei) ||
    a.vouchers.length - b.vouchers.length ||
    compare(a.vouchers[0]?.chainId ?? 0, b.vouchers[0]?.chainId ?? 0) ||
    compare(a.vouchers[0]?.contract ?? '', b.vouchers[0]?.contract ?? '')
  )
}

/** The one that spends more of what expires first, where they differ first. */
function compareExpiries(a: Spend, b: Spend): number {
  const spentA = spentByExpiry(a)
  const spentB = spentByExpiry(b)
  const expiries = [...new Set([...spentA.keys(), ...spentB.keys()])].sort((x, y) => x - y)
  for (const expiry of expiries) {
    const order = compare(spentB.get(expiry) ?? 0n, spentA.get(expiry) ?? 0n)
    if (order !== 0) return order
  }
  return 0
}

function spentByExpiry({ spends }: Spend): Map<number, bigint> {
  const spent = new Map<number, bigint>()
  for (const [{ expiresAtSeconds }, spendWei] of spends) {
    spent.set(expiresAtSeconds, (spent.get(expiresAtSeconds) ?? 0n) + spendWei)
  }
  return spent
}

function compare<Value extends bigint | number | string>(a: Value, b: Value): number {
  return a === b ? 0 : a < b ? -1 : 1
}
