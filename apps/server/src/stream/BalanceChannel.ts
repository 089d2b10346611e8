import type { Address } from '@credits-server/onchain'
import type { VersionComparison } from '../balance/compareVersions.js'
import { localDeadline } from '../balance/DatabaseClock.js'
import type { Snapshot } from '../balance/Snapshot.js'
import type { StreamEvent } from './StreamEvent.js'

type Options = {
  readonly address: Address
  /** Called when the balance must be read again. */
  readonly onStale: (channel: BalanceChannel) => void
  /** How far ahead an expiry is given a timer; whoever compares comes by more often than that. */
  readonly horizonMs: number
}

/** One who watches the channel. */
export type ChannelWatcher = {
  /** Something may have changed. */
  wake(): void
  /** It is over, without a word. */
  end(): void
}

type Joiner = { resolve(): void; reject(error: unknown): void }

/** What is known of one address's balance, for all who watch it. */
export class BalanceChannel {
  readonly address: Address
  readonly watchers = new Set<ChannelWatcher>()
  /** The latest balance; null before the first. */
  snapshot: Snapshot | null = null
  /** The last event there is: the user was flagged, or is no longer known. Only a read for somebody who joins can lift it. */
  ending: StreamEvent | null = null
  /** When this instance last compared with the database; stands still while that is lost. */
  checkedAt = ''
  /** Whether a read is under way. */
  loading = false

  /** When the snapshot may no longer be served, on the clock of performance.now(). */
  #deadlineMs = Number.POSITIVE_INFINITY
  #expiry: NodeJS.Timeout | undefined
  /** The snapshot is known to be outdated, for another reason than a hint. */
  #outdated = false
  /** The latest version that a hint has named since the last read began. */
  #hintedVersion = 0
  #joiners: Joiner[] = []
  readonly #onStale: Options['onStale']
  readonly #horizonMs: number

  constructor({ address, onStale, horizonMs }: Options) {
    this.address = address
    this.#onStale = onStale
    this.#horizonMs = horizonMs
  }

  /** Whether the balance must be read again; what nobody watches need not. */
  get isStale(): boolean {
    if (this.watchers.size === 0) return false
    if (this.#joiners.length > 0) return true
    return !this.ending && (this.#outdated || this.#hintedVersion > (this.snapshot?.id.version ?? 0))
  }

  /** The snapshot, if it may still be served. */
  get current(): Snapshot | null {
    return performance.now() < this.#deadlineMs ? this.snapshot : null
  }

  /** Waits for the first read that starts from now on, so that whoever joins sees at least what there was when it came. */
  join(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#joiners.push({ resolve, reject })
      this.#onStale(this)
    })
  }

  /** Takes a hint. One that names a version we hold has come back to where it was published. */
  hint(version: number): void {
    this.#hintedVersion = Math.max(this.#hintedVersion, version)
    if (this.isStale) this.#onStale(this)
  }

  /** Reads the balance again with `read`, which tells what to do with an error: the last event there is, or nothing. */
  async load(read: () => Promise<Snapshot>, endingOf: (error: unknown) => StreamEvent | null): Promise<void> {
    const joiners = this.#joiners
    this.#joiners = []
    this.#outdated = false
    this.#hintedVersion = 0
    this.loading = true
    try {
      const snapshot = await read()
      this.#deadlineMs =
        snapshot.staleAtMs === null ? Number.POSITIVE_INFINITY : localDeadline(snapshot.clock, snapshot.staleAtMs)
      this.snapshot = snapshot
      this.ending = null
      this.checkedAt = snapshot.takenAt
      this.armExpiry()
      for (const joiner of joiners) joiner.resolve()
    } catch (error) {
      // Trouble that passes: the next comparison finds again what made us read.
      this.ending = endingOf(error) ?? this.ending
      for (const joiner of joiners) joiner.reject(error)
    } finally {
      this.loading = false
    }
    this.#wake()
  }

  /** Takes what a comparison of `compared`, the snapshot of that moment, has found. */
  compare(compared: Snapshot, { epoch, moved, takenAt, clock }: VersionComparison): void {
    if (compared !== this.snapshot) return
    if (compared.id.epoch !== epoch || moved.has(this.address)) {
      this.#outdated = true
      return
    }
    this.checkedAt = takenAt
    // The two clocks need not run alike, and ours may have stood still: a machine that was asleep finds its way back.
    if (compared.staleAtMs !== null) this.#deadlineMs = localDeadline(clock, compared.staleAtMs)
  }

  /** Sets the timer of an expiry that comes soon. One that is far away is looked at again after each comparison. */
  armExpiry(): void {
    clearTimeout(this.#expiry)
    if (this.watchers.size === 0) return
    const leftMs = this.#deadlineMs - performance.now()
    if (leftMs > this.#horizonMs) return
    this.#expiry = setTimeout(() => {
      // A timer may fire a hair early.
      if (this.current) return this.armExpiry()
      this.#outdated = true
      this.#onStale(this)
    }, Math.ceil(leftMs))
  }

  /** Ends it: nobody watches any more. */
  close(): void {
    clearTimeout(this.#expiry)
  }

  #wake(): void {
    for (const watcher of this.watchers) watcher.wake()
  }
}
