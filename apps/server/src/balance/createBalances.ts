import type { Address } from '@credits-server/onchain'
import type { Logger } from 'pino'
import { CreditsError } from '../errors/CreditsError.js'
import type { Hints } from '../hints/Hints.js'
import type { CompareVersions } from './compareVersions.js'
import { createLoads } from './createLoads.js'
import { type BalanceWatcher, createWakes } from './createWakes.js'
import { HeldBalance } from './HeldBalance.js'
import type { ReadSnapshots } from './readSnapshots.js'
import { repeat } from './repeat.js'
import type { Snapshot } from './Snapshot.js'

type Deps = {
  readonly readSnapshots: ReadSnapshots
  readonly compareVersions: CompareVersions
  readonly hints: Hints
  readonly logger: Logger
  /** How long a copy is good after it was last compared with the database. */
  readonly reconcileMs: number
  /** How much memory the copies may take that nobody watches; 0 keeps none. **Units:** bytes. */
  readonly mostBytes: number
}

/** The balances that this instance holds: those that are watched, and copies of those that were asked for lately. */
export type Balances = {
  /** The copy, if it may be served for what it is: the balance of now, as far as this instance can know. */
  peek(address: Address, atLeast?: number): Snapshot | null
  /**
   * The balance as it is now: the copy, or else a read, shared with all who ask meanwhile.
   *
   * **Shape:** a copy of a version before `atLeast` is not used.
   * **Errors:** USER_FLAGGED, USER_NOT_FOUND; UNAVAILABLE when the database is lost, whoever the user is.
   */
  read(address: Address, atLeast?: number): Promise<Snapshot>
  /** Watches a balance with what `create` makes, until `leave` is called. That alone does not read it. */
  watch<Watcher extends BalanceWatcher>(
    address: Address,
    create: (balance: HeldBalance) => Watcher,
  ): { readonly watcher: Watcher; leave(): void }
  /** Trusts no copy of before until it has been compared: something may have been committed that was told to nobody. */
  doubt(): void
  /** How many are held. */
  readonly held: number
  close(): void
}

/** How many balances one comparison asks about. */
const comparedAtOnce = 1_000

/** Comparisons begin a little earlier than they have to, so that a copy in use is not read again for their sake. */
const haste = 0.8

/** How long a copy is kept up that nobody asks for, in `reconcileMs`: to compare it so often costs a tenth of reading it again. */
const keptFor = 5

/**
 * Creates the balances. A hint tells at once that one has moved. Hints may be lost, so each that is watched or in use is compared
 * with the database every `reconcileMs`, and at once when hints come back from a loss. While hints cannot be trusted, no copy is
 * served: each question is a read.
 */
export function createBalances({
  readSnapshots,
  compareVersions,
  hints,
  logger,
  reconcileMs,
  mostBytes,
}: Deps): Balances {
  const balances = new Map<Address, HeldBalance>()
  /** Those that nobody watches, in the order in which they are looked at when room is short. */
  const copies = new Set<HeldBalance>()
  const loads = createLoads({
    readSnapshots: (addresses, options) => readSnapshots(addresses, { ...options, sinceMs: heardSinceMs }),
    logger,
    onLoaded,
  })
  const wakes = createWakes()
  const reconciliation = repeat(reconcile, haste * reconcileMs)
  let bytes = 0
  let epoch = ''
  /** Since when no hint can have been lost. */
  let heardSinceMs = performance.now()
  hints.onGap(doubt)

  function doubt(): void {
    heardSinceMs = performance.now()
    reconciliation.now()
  }

  function hold(address: Address): HeldBalance {
    const known = balances.get(address)
    if (known) return known
    const balance = new HeldBalance({ address, onDue: loads.request, horizonMs: 2 * reconcileMs, wakes })
    balances.set(address, balance)
    balance.unsubscribe = hints.subscribe(address, (version) => balance.hint(version))
    return balance
  }

  function drop(balance: HeldBalance): void {
    balances.delete(balance.address)
    balance.unsubscribe()
    uncount(balance)
  }

  /** Counts it as a copy, the last to go, unless it is watched. */
  function count(balance: HeldBalance): void {
    uncount(balance)
    if (balance.isWatched) return
    balance.countedBytes = balance.snapshot?.size ?? 0
    balance.countedAtMs = performance.now()
    bytes += balance.countedBytes
    copies.add(balance)
  }

  function uncount(balance: HeldBalance): void {
    if (copies.delete(balance)) bytes -= balance.countedBytes
  }

  function onLoaded(balance: HeldBalance): void {
    const { snapshot } = balance
    if (snapshot && snapshot.id.epoch !== epoch) enter(snapshot.id.epoch)
    count(balance)
    if (balance.isIdle && !peekAt(performance.now(), balance, 0)) drop(balance)
    makeRoom()
  }

  /** Of another epoch nothing that is held says anything. */
  function enter(next: string): void {
    epoch = next
    for (const balance of balances.values()) {
      if (balance.snapshot && balance.snapshot.id.epoch !== next) balance.outdate()
    }
  }

  /** Drops those that were used the longest ago, about: one that was used since it was last looked at is passed over once. */
  function makeRoom(): void {
    for (const balance of copies) {
      if (bytes <= mostBytes) return
      if (balance.usedAtMs > balance.countedAtMs) count(balance)
      else if (balance.isIdle) drop(balance)
    }
  }

  function peekAt(nowMs: number, balance: HeldBalance, atLeast: number): Snapshot | null {
    const { confirmedAtMs } = balance
    const current = balance.currentAt(nowMs)
    if (current === null || current.id.version < atLeast) return null
    if (balance.refusal !== null || balance.isOutdated || !hints.isHearing()) return null
    return confirmedAtMs >= heardSinceMs && nowMs - confirmedAtMs < reconcileMs ? current : null
  }

  async function reconcile(): Promise<void> {
    const since = performance.now() - keptFor * reconcileMs
    const held: { balance: HeldBalance; snapshot: Snapshot }[] = []
    for (const balance of balances.values()) {
      const { snapshot, usedAtMs, isWatched } = balance
      if (snapshot && (isWatched || usedAtMs > since)) held.push({ balance, snapshot })
      else if (balance.isIdle) drop(balance)
    }
    for (let from = 0; from < held.length; from += comparedAtOnce) {
      await compare(held.slice(from, from + comparedAtOnce))
    }
  }

  async function compare(held: readonly { balance: HeldBalance; snapshot: Snapshot }[]): Promise<void> {
    const comparison = await compareVersions(
      held.map(({ balance, snapshot }) => ({ address: balance.address, version: snapshot.id.version })),
    ).catch((error: unknown) => {
      logger[error instanceof CreditsError ? 'debug' : 'error']({ err: error }, 'balances cannot be compared')
      return null
    })
    for (const { balance, snapshot } of held) {
      if (comparison) balance.compare(snapshot, comparison)
      balance.armExpiry()
    }
  }

  function peek(address: Address, atLeast = 0): Snapshot | null {
    const balance = balances.get(address)
    if (!balance) return null
    const nowMs = performance.now()
    const snapshot = peekAt(nowMs, balance, atLeast)
    if (snapshot) balance.usedAtMs = nowMs
    return snapshot
  }

  return {
    peek,
    read(address, atLeast = 0) {
      const kept = peek(address, atLeast)
      if (kept) return Promise.resolve(kept)
      const balance = hold(address)
      balance.usedAtMs = performance.now()
      return balance.join(atLeast)
    },
    watch(address, create) {
      const balance = hold(address)
      const watcher = create(balance)
      balance.addWatcher(watcher)
      uncount(balance)
      return {
        watcher,
        leave() {
          balance.removeWatcher(watcher)
          if (balance.isWatched) return
          balance.armExpiry()
          count(balance)
          if (balance.isIdle && !peekAt(performance.now(), balance, 0)) drop(balance)
          makeRoom()
        },
      }
    },
    doubt,
    get held() {
      return balances.size
    },
    close: reconciliation.stop,
  }
}
