import { formatMana } from './formatMana.js'

/**
 * Converts wei to the nearest JavaScript number of MANA, as the last step before a person sees it.
 *
 * **Shape:** for display only. Never add, compare or send the result: it keeps 15 to 17 digits, `String()` of it has an
 * exponent below 1e-6 and from 1e21 on. It equals what `JSON.parse` makes of `formatMana`'s text.
 * **Units:** in wei, out MANA.
 * **Errors:** `RangeError` below zero and from 2^256 on.
 *
 * @example
 * manaNumber(12500000000000000000n) // 12.5
 */
export function manaNumber(wei: bigint): number {
  // Through text, because `Number(wei) / 1e18` rounds twice and misses for one amount in four.
  return Number(formatMana(wei))
}
