import type { Address } from '@credits-server/onchain'

/** Says that an address has reached a version. It may be late, doubled or lost: it is only faster than waiting. */
export type Hint = { readonly address: Address; readonly version: number }

/**
 * Stands for a version that nobody can name: what was committed under a key that is answered again, or whose answer was lost. Who
 * holds the address reads it once.
 */
export const unknownVersion = Number.MAX_SAFE_INTEGER

/** Tells who watches an address that it has changed, on this instance and on the others. */
export type Hints = {
  /** Publishes after a commit. It never throws and never waits: a hint that fails must not fail the change. */
  publish(hint: Hint): void
  /** Calls `wake` for every hint of an address until the returned function is called. */
  subscribe(address: Address, wake: (version: number) => void): () => void
  /** Calls `listener` for every hint there is to hear: those published here, and those of others as far as they come here. */
  onHint(listener: (hint: Hint) => void): void
  /** Whether hints of other instances are heard. Who keeps a copy may trust it only while they are. */
  isHearing(): boolean
  /** Calls `listener` each time hints are heard again: those of the time before may be lost. */
  onGap(listener: () => void): void
}

/** Hints that reach other instances, with an end. */
export type SharedHints = Hints & { close(): Promise<void> }
