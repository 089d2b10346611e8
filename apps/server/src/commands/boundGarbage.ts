import { setFlagsFromString } from 'node:v8'

/** How much the heap may grow, in percent of what was alive when it was last cleaned, before it is cleaned again. */
const growth = 150

/**
 * Has V8 clean the heap before it has grown to several times what is alive, which it allows where the machine has memory: with 10,000
 * streams 75 MB were alive and 440 MB held [V]. Less than this costs reads that no copy answers a fourth of their CPU [V].
 */
export function boundGarbage(): void {
  setFlagsFromString(`--heap-growing-percent=${growth}`)
}
