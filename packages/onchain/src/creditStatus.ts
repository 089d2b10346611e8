import { isExpired } from './isExpired.js'

/** Names what can still be done with a credit, in the contract's words. */
export type CreditStatus = 'AVAILABLE' | 'PARTIALLY_USED' | 'USED' | 'EXPIRED'

/** Holds the three stored facts that a status follows from. */
export type CreditState = {
  valueWei: bigint
  /** What the chain has taken from it so far, in wei. */
  spentWei: bigint
  /** Unix time in whole seconds. */
  expiresAtSeconds: number
}

/**
 * Derives a credit's status, which is never stored because it changes when nobody writes.
 *
 * **Shape:** a credit that was spent whole stays USED after it expires; one with something left is EXPIRED.
 * Overspending, which only a faulty indexer could report, is USED.
 * **Units:** wei, unix seconds.
 * **Source:** `status` of a credit in openapi/credits.yaml.
 *
 * @example
 * creditStatus({ valueWei: 4n, spentWei: 1n, expiresAtSeconds: 1767571199 }, 1767571198) // 'PARTIALLY_USED'
 */
export function creditStatus({ valueWei, spentWei, expiresAtSeconds }: CreditState, nowSeconds: number): CreditStatus {
  // [chain] creditRemainingValue = credit.value - spentValue[creditHash]; 0 reverts CreditConsumed
  if (spentWei >= valueWei) return 'USED'
  if (isExpired(expiresAtSeconds, nowSeconds)) return 'EXPIRED'
  return spentWei > 0n ? 'PARTIALLY_USED' : 'AVAILABLE'
}
