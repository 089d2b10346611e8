import type { Address } from '@credits-server/onchain'
import type { Hint } from './Hints.js'

/** What waits to be sent: 1 MB at most. What is more is found by reading. */
const mostPending = 10_000

/** Hints that wait to be sent, the latest of each address. */
export type PendingHints = {
  readonly size: number
  add(hint: Hint): void
  takeAll(): Hint[]
}

/** Creates the place where hints wait for the end of the turn, or for a connection. */
export function createPendingHints(): PendingHints {
  const versions = new Map<Address, number>()
  return {
    get size() {
      return versions.size
    },
    add({ address, version }) {
      const held = versions.get(address)
      // Two commits of one user may be told of in the other order.
      if (held !== undefined) versions.set(address, Math.max(held, version))
      else if (versions.size < mostPending) versions.set(address, version)
    },
    takeAll() {
      const hints = Array.from(versions, ([address, version]) => ({ address, version }))
      versions.clear()
      return hints
    },
  }
}
