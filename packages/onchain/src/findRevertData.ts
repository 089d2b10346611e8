import type { Hex } from './Hex.js'

/** Where nodes and libraries put what a call reverted with, or the error that has it. */
const KEYS = ['raw', 'data', 'error', 'cause', 'info', 'originalError'] as const

/** More than any library nests; an error may hold all sorts of things. */
const MOST_VISITED = 100

/**
 * Finds the bytes that a call reverted with in whatever was thrown for it.
 *
 * **Shape:** the bytes themselves, an answer or error of JSON-RPC (whose `data` may be one more object), viem's errors down their
 * causes, ethers' `data` and `info.error`. `0x` is a revert without bytes; null means that there is no trace of a revert.
 * What else may be in such an error is not looked at: the `data` of `transaction` is what was sent.
 */
export function findRevertData(error: unknown): Hex | null {
  const seen = new Set<unknown>([error])
  let isEmpty = false
  for (const each of seen) {
    if (typeof each === 'string') {
      // Some nodes write `Reverted 0x…`.
      const hex = each.replace(/^Reverted /, '')
      if (hex.length % 2 === 0 && /^0x[0-9a-fA-F]+$/.test(hex)) return hex.toLowerCase() as Hex
      if (hex === '0x') isEmpty = true
    } else if (typeof each === 'object' && each !== null && seen.size < MOST_VISITED) {
      // A set that grows while it is iterated is iterated to its end: breadth first, and nothing twice.
      for (const key of KEYS) seen.add((each as { readonly [key: string]: unknown })[key])
    }
  }
  return isEmpty ? '0x' : null
}
