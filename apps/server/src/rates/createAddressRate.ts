/** How many requests a second a client address may send to this process. */
export type AddressRate = {
  /** Takes one request from what the address has left, and tells whether there was one. */
  take(clientAddress: string): boolean
}

/** What an address had left at a time. **Units:** `atMs` is of performance.now(). */
type Bucket = { readonly left: number; readonly atMs: number }

/** Addresses that are remembered: some 15 megabytes. */
const mostKnown = 100_000

/**
 * Creates the rate of client addresses: a bucket of one second's requests each, which fills again within a second. It is of this
 * process alone: counted in the database, a flood would be the database's. Who was not seen for longest is forgotten first, and
 * if that was a second ago nothing is forgotten.
 */
export function createAddressRate(perSecond: number): AddressRate {
  const buckets = new Map<string, Bucket>()
  return {
    take(clientAddress) {
      const atMs = performance.now()
      const { left: before, atMs: sinceMs } = buckets.get(clientAddress) ?? { left: perSecond, atMs }
      const had = Math.min(perSecond, before + ((atMs - sinceMs) * perSecond) / 1_000)
      const isTaken = had >= 1
      buckets.delete(clientAddress)
      buckets.set(clientAddress, { left: isTaken ? had - 1 : had, atMs })
      if (buckets.size > mostKnown) {
        const [longestAgo] = buckets.keys()
        if (longestAgo !== undefined) buckets.delete(longestAgo)
      }
      return isTaken
    },
  }
}
