import type { Address } from '@credits-server/onchain'
import type { CreditsError } from '../errors/CreditsError.js'
import type { VersionComparison } from './compareVersions.js'
import type { BalanceWatcher, Wakes } from './createWakes.js'
import { localDeadline } from './DatabaseClock.js'
import type { Snapshot } from './Snapshot.js'

type Options = {
  readonly address: Address
  /** Called when the balance must be read. */
  readonly onDue: (balance: HeldBalance) => void
  /** How far ahead an expiry is given a timer; whoever compares comes by more often than that. */
  readonly horizonMs: number
  readonly wakes: Wakes
}

/** One who waits for a read. */
type Waiter = {
  /** What the read must have at least. */
  readonly atLeast: number
  resolve(snapshot: Snapshot): void
  reject(error: unknown): void
}

/** What this instance knows of one address's balance, for all who watch it or ask for it. */
export class HeldBalance {
  readonly address: Address
  /** Ends its subscription to hints. */
  unsubscribe = (): void => {}
  /** The latest balance; null before the first. */
  snapshot: Snapshot | null = null
  /** Why it is not shown any more to those who watch: the user was flagged, or is no longer known. A later read may lift it. */
  refusal: CreditsError | null = null
  /** When this instance last compared with the database, its time; stands still while that is lost. */
  checkedAt = ''
  /** The same on the clock of performance.now(): when it began to ask. */
  confirmedAtMs = Number.NEGATIVE_INFINITY
  /** When somebody last asked for it, on the same clock. */
  usedAtMs = Number.NEGATIVE_INFINITY
  /** Whether a read is under way. */
  loading = false
  /** What it was last counted for among the copies. */
  countedBytes = 0
  /** When that was, on the same clock. */
  countedAtMs = 0

  /** When the snapshot may no longer be served, on the clock of performance.now(). */
  #deadlineMs = Number.POSITIVE_INFINITY
  #expiry: NodeJS.Timeout | undefined
  /** The snapshot is known to be outdated, for another reason than a hint. */
  #outdated = false
  /** The read under way was begun because the snapshot is outdated, which it is until that is over. */
  #replaced = false
  /** The latest version that a hint has named since the last read began. */
  #hintedVersion = 0
  /** Most balances are copies that nobody watches: no set is made for those. */
  #watchers: Set<BalanceWatcher> | null = null
  /** Those who wait for the read under way, or for the next one. */
  #waiters: Waiter[] = []
  /** Those who have come since it began: it may be older than what they are owed. */
  #late: Waiter[] = []
  readonly #onDue: Options['onDue']
  readonly #horizonMs: number
  readonly #wakes: Wakes

  constructor({ address, onDue, horizonMs, wakes }: Options) {
    this.address = address
    this.#onDue = onDue
    this.#horizonMs = horizonMs
    this.#wakes = wakes
  }

  get isWatched(): boolean {
    return this.#watchers !== null
  }

  addWatcher(watcher: BalanceWatcher): void {
    this.#watchers ??= new Set()
    this.#watchers.add(watcher)
  }

  removeWatcher(watcher: BalanceWatcher): void {
    this.#watchers?.delete(watcher)
    if (this.#watchers?.size === 0) this.#watchers = null
  }

  /** Whether it must be read: somebody waits for that, or somebody watches and it may be another one. */
  get isDue(): boolean {
    if (this.#waiters.length > 0) return true
    return this.isWatched && !this.refusal && this.isOutdated
  }

  /** Whether there may be another one than the snapshot. */
  get isOutdated(): boolean {
    return this.#outdated || this.#replaced || this.#hintedVersion > (this.snapshot?.id.version ?? 0)
  }

  /** Whether nobody needs it any more. */
  get isIdle(): boolean {
    return !this.isWatched && !this.loading && !this.isDue
  }

  /** The snapshot, if its time has not run out. */
  currentAt(nowMs: number): Snapshot | null {
    return nowMs < this.#deadlineMs ? this.snapshot : null
  }

  /**
   * Waits for a read. One that is under way serves too, unless it is older than what was known when the question came:
   * a hint that was heard, or `atLeast`. So whoever asks sees at least its own writes.
   *
   * **Errors:** the refusal of a read that began after the question; what a read that failed threw.
   */
  join(atLeast: number): Promise<Snapshot> {
    return new Promise((resolve, reject) => {
      const waiter = { atLeast: Math.max(atLeast, this.#hintedVersion), resolve, reject }
      if (this.loading) this.#late.push(waiter)
      else {
        this.#waiters.push(waiter)
        this.#onDue(this)
      }
    })
  }

  /** Takes a hint. One that names a version we hold has come back to where it was published. */
  hint(version: number): void {
    this.#hintedVersion = Math.max(this.#hintedVersion, version)
    if (this.isDue) this.#onDue(this)
  }

  /** Says that there may be another one, for a reason of its own. */
  outdate(): void {
    this.#outdated = true
    if (this.isDue) this.#onDue(this)
  }

  /** Notes that a read has begun, and says of which version there is one at least. What is heard from now on may not be in it. */
  beginLoad(): number {
    let atLeast = Math.max(this.snapshot?.id.version ?? 0, this.#hintedVersion)
    for (const waiter of this.#waiters) atLeast = Math.max(atLeast, waiter.atLeast)
    this.loading = true
    this.#replaced = this.isOutdated
    this.#outdated = false
    this.#hintedVersion = 0
    return atLeast
  }

  /** Takes what the read has found. */
  take(snapshot: Snapshot): void {
    this.loading = false
    this.#replaced = false
    this.#deadlineMs =
      snapshot.staleAtMs === null ? Number.POSITIVE_INFINITY : localDeadline(snapshot.clock, snapshot.staleAtMs)
    this.snapshot = snapshot
    this.refusal = null
    this.checkedAt = snapshot.takenAt
    this.confirmedAtMs = snapshot.clock.localMs
    this.armExpiry()
    const served = this.#waiters
    this.#waiters = []
    for (const waiter of this.#late) (waiter.atLeast <= snapshot.id.version ? served : this.#waiters).push(waiter)
    this.#late = []
    for (const { resolve } of served) resolve(snapshot)
    this.#wake()
  }

  /** Takes a refusal; it is final for those who watch and for those who asked before it was read. */
  refuse(refusal: CreditsError): void {
    this.loading = false
    this.#replaced = false
    this.refusal = refusal
    const refused = this.#waiters
    this.#waiters = this.#late
    this.#late = []
    for (const { reject } of refused) reject(refusal)
    this.#wake()
  }

  /** The read has failed: trouble that passes. The next comparison finds again what made us read. */
  fail(error: unknown): void {
    this.loading = false
    this.#replaced = false
    this.#outdated = true
    for (const { reject } of [...this.#waiters.splice(0), ...this.#late.splice(0)]) reject(error)
  }

  /** Takes what a comparison of `compared`, the snapshot of that moment, has found. */
  compare(compared: Snapshot, { epoch, moved, takenAt, clock }: VersionComparison): void {
    if (compared !== this.snapshot) return
    if (compared.id.epoch !== epoch || moved.has(this.address)) {
      this.outdate()
      return
    }
    this.checkedAt = takenAt
    this.confirmedAtMs = clock.localMs
    // The two clocks need not run alike, and ours may have stood still: a machine that was asleep finds its way back.
    if (compared.staleAtMs !== null) this.#deadlineMs = localDeadline(clock, compared.staleAtMs)
    if (this.isDue) this.#onDue(this)
  }

  /** Sets the timer of an expiry that comes soon, for those who watch. One that is far away is looked at after each comparison. */
  armExpiry(): void {
    clearTimeout(this.#expiry)
    if (!this.isWatched) return
    const leftMs = this.#deadlineMs - performance.now()
    if (leftMs > this.#horizonMs) return
    this.#expiry = setTimeout(() => {
      // A timer may fire a hair early.
      if (this.currentAt(performance.now())) this.armExpiry()
      else this.outdate()
    }, Math.ceil(leftMs))
  }

  #wake(): void {
    if (this.#watchers) this.#wakes.wake(this.#watchers)
  }
}
