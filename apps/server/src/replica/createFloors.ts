import type { Address } from '@credits-server/onchain'
import { unknownVersion } from '../hints/Hints.js'

/** The versions that this instance knows there to be, each for as long as a replica might not have it. */
export type Floors = {
  /** Says that an address has reached a version by now; `unknownVersion` where only the primary knows which. */
  raise(address: Address, version: number): void
  /** Says what the primary has answered when it was asked at `askedAtMs` of performance.now(); that ends a doubt from before. */
  settle(address: Address, version: number, askedAtMs: number): void
  /** The version of an address that there is at least, as far as this instance knows. */
  of(address: Address): number
  /** Forgets what was known by a moment of performance.now(). */
  forget(untilMs: number): void
  /** Since when nothing was forgotten, on that clock; what was before a replica must have for certain. */
  readonly completeSinceMs: number
}

/** Some 15 MB. At 20,000 hints a second these are five seconds of them. */
const most = 100_000

/** Creates the floors. In the map they stand in the order in which they were raised. */
export function createFloors(): Floors {
  const floors = new Map<Address, { readonly version: number; readonly atMs: number }>()
  let completeSinceMs = Number.NEGATIVE_INFINITY

  function set(address: Address, version: number): void {
    floors.delete(address)
    floors.set(address, { version, atMs: performance.now() })
    if (floors.size <= most) return
    for (const [oldest, { atMs }] of floors) {
      completeSinceMs = atMs
      floors.delete(oldest)
      return
    }
  }

  function raise(address: Address, version: number): void {
    const known = floors.get(address)
    if (!known || version > known.version || version === unknownVersion) set(address, version)
  }

  return {
    raise,
    settle(address, version, askedAtMs) {
      const known = floors.get(address)
      if (!known || known.atMs > askedAtMs) raise(address, version)
      else if (known.version !== version) set(address, version)
    },
    of: (address) => floors.get(address)?.version ?? 0,
    forget(untilMs) {
      completeSinceMs = Math.max(completeSinceMs, untilMs)
      for (const [address, { atMs }] of floors) {
        if (atMs > untilMs) return
        floors.delete(address)
      }
    },
    get completeSinceMs() {
      return completeSinceMs
    },
  }
}
