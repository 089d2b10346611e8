import type { Address } from '@credits-server/onchain'
import type { Balances } from '../balance/createBalances.js'
import { parseSnapshotId } from '../balance/SnapshotId.js'
import { BalanceFeed } from './BalanceFeed.js'
import { createHeartbeats } from './createHeartbeats.js'
import type { StreamFeed } from './StreamFeed.js'

type Deps = {
  readonly balances: Balances
  /** Time between two heartbeats. */
  readonly heartbeatMs: number
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

/** All the streams of this instance. */
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

/** Streams that a drain ends in a millisecond: their clients come back elsewhere and are to be served there. */
const endedPerMs = 0.5

/** Creates the hub: what is watched is one balance for all who watch it, and each of them has a feed of its own. */
export function createStreamHub({ balances, heartbeatMs, lifetimeMs }: Deps): StreamHub {
  const feeds = new Set<BalanceFeed>()
  const heartbeats = createHeartbeats(heartbeatMs)
  let draining = false

  return {
    async watch({ address, lastEventId, onGone }) {
      const endsAtMs = performance.now() + lifetimeMs * (0.8 + 0.4 * Math.random())
      const { watcher: feed, leave } = balances.watch(address, (balance) => new BalanceFeed(balance, endsAtMs))
      feeds.add(feed)
      const stopBeating = heartbeats.add(feed)
      onGone(() => {
        stopBeating()
        feeds.delete(feed)
        leave()
      })
      // A client that knows of a later one has been served by an instance that is ahead.
      await balances.read(address, parseSnapshotId(lastEventId ?? '')?.version)
      feed.resume(lastEventId)
      if (draining) setImmediate(() => feed.end())
      return feed
    },
    get addresses() {
      return new Set([...feeds].map(({ balance }) => balance.address)).size
    },
    drain(windowMs) {
      draining = true
      const spreadMs = Math.min(windowMs, feeds.size / endedPerMs)
      for (const feed of feeds) setTimeout(() => feed.end(), Math.random() * spreadMs)
    },
    close: heartbeats.stop,
  }
}
