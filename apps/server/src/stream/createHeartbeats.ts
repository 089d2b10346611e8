import type { BalanceFeed } from './BalanceFeed.js'

/** Beats every feed in turn. */
export type Heartbeats = {
  /** Beats a feed from now on, until the returned function is called. */
  add(feed: BalanceFeed): () => void
  stop(): void
}

/** The feeds are beaten in so many slices, so that ten thousand of them are not one burst. */
const slices = 16

/**
 * Creates the heartbeats of a hub: one timer for all. A turn takes a little less than `heartbeatMs`, so that a client that
 * counts on an event every `heartbeatMs` is not let down by a busy moment. A feed whose time is over is ended at its turn.
 */
export function createHeartbeats(heartbeatMs: number): Heartbeats {
  const wheel = Array.from({ length: slices }, () => new Set<BalanceFeed>())
  let hand = 0
  const timer = setInterval(
    () => {
      hand = (hand + 1) % slices
      const nowMs = performance.now()
      for (const feed of slice()) nowMs < feed.endsAtMs ? feed.beat() : feed.end()
    },
    heartbeatMs / (slices + 1),
  )
  const slice = () => wheel[hand] as Set<BalanceFeed>
  return {
    add(feed) {
      const mine = slice().add(feed)
      return () => mine.delete(feed)
    },
    stop: () => clearInterval(timer),
  }
}
