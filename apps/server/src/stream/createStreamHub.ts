import type { Address } from '@credits-server/onchain'
import type { Logger } from 'pino'
import type { CompareVersions } from '../balance/compareVersions.js'
import type { ReadSnapshot } from '../balance/readSnapshot.js'
import type { Snapshot } from '../balance/Snapshot.js'
import { CreditsError } from '../errors/CreditsError.js'
import type { Hints } from '../hints/Hints.js'
import { BalanceChannel } from './BalanceChannel.js'
import { BalanceFeed } from './BalanceFeed.js'
import { createHeartbeats } from './createHeartbeats.js'
import { createReloads } from './createReloads.js'
import { repeat } from './repeat.js'
import type { StreamFeed } from './StreamFeed.js'

type Deps = {
  readonly readSnapshot: ReadSnapshot
  readonly compareVersions: CompareVersions
  readonly hints: Hints
  readonly logger: Logger
  /** Time between two heartbeats. */
  readonly heartbeatMs: number
  /** Time after which each balance is compared with the database at the latest. */
  readonly reconcileMs: number
  /** How long a stream may be open, give or take a fifth: a client that vanished without a word is noticed by nothing else. */
  readonly lifetimeMs: number
}

type Watching = {
  readonly address: Address
  /** The `Last-Event-ID` as it came. */
  readonly lastEventId: string | undefined
  /** Calls back when the client has gone. */
  readonly onGone: (listener: () => void) => void
}

/** All the balances that this instance streams. */
export type StreamHub = {
  /**
   * Watches a balance: a heartbeat, the balance unless the client has it, and from then on each one that is another one
   * than the last. A lost database does not end it: heartbeats go on and their `checkedAt` stands still.
   *
   * **Errors:** USER_FLAGGED, USER_NOT_FOUND; UNAVAILABLE when the database is lost, whoever the user is.
   * **Source:** getCreditsStream.
   */
  watch(watching: Watching): Promise<StreamFeed>
  /** How many addresses are watched. */
  readonly addresses: number
  /** Ends all streams, spread over `windowMs` at most. Who still comes is served the balance and sent away. */
  drain(windowMs: number): void
  close(): void
}

/** How many balances one comparison asks about. */
const comparedAtOnce = 1_000

/** Streams that a drain ends in a millisecond: their clients come back elsewhere and are to be served there. */
const endedPerMs = 0.5

/**
 * Creates the hub: one channel for each watched address, whoever many watch it, with one subscription to its hints and one
 * read when it has changed. Hints may be lost; what makes a stream right is that every balance is compared with the
 * database, at once when hints come back from a loss and every `reconcileMs`.
 */
export function createStreamHub(deps: Deps): StreamHub {
  const { compareVersions, hints, heartbeatMs, reconcileMs, lifetimeMs } = deps
  const channels = new Map<Address, BalanceChannel>()
  const unsubscribe = new Map<BalanceChannel, () => void>()
  const reloads = createReloads(deps)
  const heartbeats = createHeartbeats(heartbeatMs)
  const reconciliation = repeat(reconcile, reconcileMs)
  hints.onGap(reconciliation.now)
  let draining = false

  function open(address: Address): BalanceChannel {
    const channel = new BalanceChannel({ address, onStale: reloads.request, horizonMs: 2 * reconcileMs })
    channels.set(address, channel)
    unsubscribe.set(
      channel,
      hints.subscribe(address, (version) => channel.hint(version)),
    )
    return channel
  }

  function leave(feed: BalanceFeed): void {
    const { channel } = feed
    channel.watchers.delete(feed)
    if (channel.watchers.size > 0) return
    channel.close()
    unsubscribe.get(channel)?.()
    unsubscribe.delete(channel)
    if (channels.get(channel.address) === channel) channels.delete(channel.address)
  }

  async function reconcile(): Promise<void> {
    const held = [...channels.values()].flatMap((channel) =>
      channel.snapshot ? [{ channel, snapshot: channel.snapshot }] : [],
    )
    for (let from = 0; from < held.length; from += comparedAtOnce) {
      await compare(held.slice(from, from + comparedAtOnce))
    }
  }

  async function compare(held: readonly { channel: BalanceChannel; snapshot: Snapshot }[]): Promise<void> {
    const comparison = await compareVersions(
      held.map(({ channel, snapshot }) => ({ address: channel.address, version: snapshot.id.version })),
    ).catch((error: unknown) => {
      deps.logger[error instanceof CreditsError ? 'debug' : 'error']({ err: error }, 'balances cannot be compared')
      return null
    })
    for (const { channel, snapshot } of held) {
      if (comparison) channel.compare(snapshot, comparison)
      if (comparison && channel.isStale) reloads.request(channel)
      channel.armExpiry()
    }
  }

  async function watch(watching: Watching): Promise<StreamFeed> {
    const channel = channels.get(watching.address) ?? open(watching.address)
    const feed = new BalanceFeed(channel, performance.now() + lifetimeMs * (0.8 + 0.4 * Math.random()))
    channel.watchers.add(feed)
    const stopBeating = heartbeats.add(feed)
    watching.onGone(() => {
      stopBeating()
      leave(feed)
    })
    await channel.join()
    feed.resume(watching.lastEventId)
    if (draining) setImmediate(() => feed.end())
    return feed
  }

  return {
    watch,
    get addresses() {
      return channels.size
    },
    drain(windowMs) {
      draining = true
      const watchers = [...channels.values()].flatMap((channel) => [...channel.watchers])
      const spreadMs = Math.min(windowMs, watchers.length / endedPerMs)
      for (const watcher of watchers) setTimeout(() => watcher.end(), Math.random() * spreadMs)
    },
    close() {
      reconciliation.stop()
      heartbeats.stop()
    },
  }
}
