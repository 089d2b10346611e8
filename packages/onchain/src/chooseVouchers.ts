import { minWei } from './minWei.js'
import { type Reaches, reachableSums, vouchersOf } from './reachableSums.js'
import type { Voucher } from './readVoucher.js'

/** Holds what some vouchers are to pay, and how many and how much at most. */
export type SpendLimits = {
  readonly priceWei: bigint
  readonly maxCredits: number
  readonly maxCreditedWei: bigint
}

/**
 * Chooses which vouchers of one contract pay a price, in the order in which the contract is to take them.
 *
 * **Shape:** the best choice by the rules of `planSpend`; each voucher of it is needed, and all but the last are spent whole.
 * **Units:** wei.
 * **Source:** CreditsManagerPolygon `_validateAndApplyCredits`.
 */
export function chooseVouchers(vouchers: readonly Voucher[], limits: SpendLimits): Voucher[] {
  const { priceWei, maxCredits, maxCreditedWei } = limits
  const mostWei = sumOf(largestFirst(vouchers).slice(0, maxCredits))
  const groups = groupByExpiry(vouchers)
  // [chain] Where credits would pay more than they may, the contract reverts; it does not stop there. So with a price above the
  // limit, what is chosen must come to no more than the limit by itself.
  if (priceWei > maxCreditedWei && mostWei > maxCreditedWei) return fit(groups, maxCreditedWei, maxCredits)
  return cover(groups, minWei(priceWei, mostWei), maxCredits)
}

/** Covers an amount that the largest vouchers can cover, with as much as possible of each expiry in turn. */
function cover(groups: readonly (readonly Voucher[])[], payWei: bigint, maxCredits: number): Voucher[] {
  const chosen: Voucher[] = []
  let needWei = payWei
  let places = maxCredits
  for (const [index, group] of groups.entries()) {
    if (sumOf(group.slice(0, places)) >= needWei) return [...chosen, ...coverClosely(group, needWei, places)]
    // As many as there is place for, as long as the largest of what expires later can still cover the rest.
    const later = largestFirst(groups.slice(index + 1).flat())
    let count = Math.min(places, group.length)
    while (sumOf(group.slice(0, count)) + sumOf(later.slice(0, places - count)) < needWei) count -= 1
    const taken = group.slice(0, count)
    chosen.push(...taken)
    needWei -= sumOf(taken)
    places -= count
  }
  return chosen
}

/** Covers an amount with vouchers of one expiry, so that the least is left of the one that is not spent whole. */
function coverClosely(group: readonly Voucher[], needWei: bigint, places: number): Voucher[] {
  const { bySum } = reachableSums(group, { stopWei: needWei })
  const enough = [...bySum.values()].filter(({ sumWei, count }) => sumWei >= needWei && count <= places)
  const closest = enough.sort((a, b) => (a.sumWei < b.sumWei ? -1 : 1))[0]
  const chosen = closest ? largestFirst(vouchersOf(closest)) : group.slice(0, places)
  // Where not every sum was kept, one of them may be more than it takes.
  let spareWei = sumOf(chosen) - needWei
  return chosen.filter(({ leftWei }) => {
    const isSpare = leftWei <= spareWei
    if (isSpare) spareWei -= leftWei
    return !isSpare
  })
}

/** Comes as near to a limit as whole vouchers do, with as much as possible of each expiry in turn. */
function fit(groups: readonly (readonly Voucher[])[], limitWei: bigint, maxCredits: number): Voucher[] {
  const nothing: Reaches = { bySum: new Map(), isComplete: true }
  /** What can be made of a group and all that expire later. */
  const reaches = groups.map(() => nothing)
  for (const [index, group] of [...groups.entries()].reverse()) {
    reaches[index] = reachableSums(group, { stopWei: limitWei, limitWei, from: reaches[index + 1] ?? nothing })
  }
  const { bySum, isComplete } = reaches[0] ?? nothing
  const possible = [...bySum.values()].filter(({ count }) => count <= maxCredits)
  const best = possible.sort((a, b) => (a.sumWei > b.sumWei ? -1 : 1))[0]
  if (!isComplete) {
    const found = best ? vouchersOf(best) : []
    const simple = fitLargest(groups, limitWei, maxCredits)
    return groupByExpiry(sumOf(simple) > sumOf(found) ? simple : found).flat()
  }

  const chosen: Voucher[] = []
  let needWei: bigint = best?.sumWei ?? 0n
  let places = maxCredits
  for (const [index, group] of groups.entries()) {
    const own = [...reachableSums(group, { stopWei: needWei, limitWei: needWei }).bySum.values()]
    const taken = own
      .sort((a, b) => (a.sumWei > b.sumWei ? -1 : 1))
      .find(({ sumWei, count }) => {
        const restCount = needWei === sumWei ? 0 : reaches[index + 1]?.bySum.get(needWei - sumWei)?.count
        return restCount !== undefined && count + restCount <= places
      })
    if (!taken) continue
    chosen.push(...vouchersOf(taken))
    needWei -= taken.sumWei
    places -= taken.count
  }
  return chosen
}

/** The simple way, for when there are too many sums to look at all. */
function fitLargest(groups: readonly (readonly Voucher[])[], limitWei: bigint, maxCredits: number): Voucher[] {
  let roomWei = limitWei
  const fitting = largestFirst(groups.flat()).filter(({ leftWei }) => {
    const fits = leftWei <= roomWei
    if (fits) roomWei -= leftWei
    return fits
  })
  return fitting.slice(0, maxCredits)
}

/** Soonest expiry first, and of one expiry the largest. */
function groupByExpiry(vouchers: readonly Voucher[]): Voucher[][] {
  const groups = new Map<number, Voucher[]>()
  for (const voucher of largestFirst(vouchers)) {
    const group = groups.get(voucher.expiresAtSeconds)
    if (group) group.push(voucher)
    else groups.set(voucher.expiresAtSeconds, [voucher])
  }
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group)
}

/** The salt decides between equals, so that the same credits in another order make the same plan. */
function largestFirst(vouchers: readonly Voucher[]): Voucher[] {
  return [...vouchers].sort((a, b) =>
    a.leftWei === b.leftWei ? (a.salt < b.salt ? -1 : 1) : a.leftWei > b.leftWei ? -1 : 1,
  )
}

function sumOf(vouchers: readonly Voucher[]): bigint {
  return vouchers.reduce((sum, { leftWei }) => sum + leftWei, 0n)
}
