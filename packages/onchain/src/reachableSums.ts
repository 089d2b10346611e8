import type { Voucher } from './readVoucher.js'

/** Holds one way to make a sum: its last voucher, and the way to the rest. */
export type Reach = {
  readonly sumWei: bigint
  readonly count: number
  readonly voucher: Voucher
  readonly rest: Reach | null
}

/** Holds each sum that can be made, with the fewest vouchers that make it. */
export type Reaches = {
  readonly bySum: ReadonlyMap<bigint, Reach>
  /** False where there are more sums than are kept; those that are kept can be made all the same. */
  readonly isComplete: boolean
}

/** Holds what a search goes on from, and where it stops. */
export type ReachOptions = {
  /** No voucher is added to a sum that has come to this. */
  readonly stopWei: bigint
  /** No sum is above this; every one is fine if it is left out. */
  readonly limitWei?: bigint
  /** What other vouchers make already. */
  readonly from?: Reaches
}

/** Bounds the work for each voucher. Eleven vouchers make no more sums, and whole MANA make no more up to 2,048 MANA. */
export const MOST_SUMS = 2_048

/**
 * Finds which sums some of the vouchers make, each with the fewest vouchers that make it.
 *
 * **Shape:** past `MOST_SUMS` only some are kept, spread evenly over all, the largest among them.
 */
export function reachableSums(vouchers: readonly Voucher[], { stopWei, limitWei, from }: ReachOptions): Reaches {
  let bySum = new Map(from?.bySum)
  let isComplete = from?.isComplete ?? true
  for (const voucher of vouchers) {
    // A copy, so that no voucher is added to a sum it is part of.
    for (const rest of [null, ...bySum.values()]) {
      const sumWei = (rest?.sumWei ?? 0n) + voucher.leftWei
      const count = (rest?.count ?? 0) + 1
      if (rest !== null && rest.sumWei >= stopWei) continue
      if (limitWei !== undefined && sumWei > limitWei) continue
      const known = bySum.get(sumWei)
      if (!known || count < known.count) bySum.set(sumWei, { sumWei, count, voucher, rest })
    }
    if (bySum.size <= MOST_SUMS) continue
    isComplete = false
    bySum = thinned(bySum)
  }
  return { bySum, isComplete }
}

/** Lists the vouchers of a way. */
export function vouchersOf(reach: Reach): Voucher[] {
  const vouchers: Voucher[] = []
  for (let at: Reach | null = reach; at; at = at.rest) vouchers.push(at.voucher)
  return vouchers
}

function thinned(bySum: ReadonlyMap<bigint, Reach>): Map<bigint, Reach> {
  const largestFirst = [...bySum].sort(([a], [b]) => (a < b ? 1 : -1))
  const step = Math.ceil(largestFirst.length / MOST_SUMS)
  return new Map(largestFirst.filter((_, index) => index % step === 0))
}
