import type { Writable } from 'node:stream'
import type { StreamEvent } from '../stream/StreamEvent.js'
import type { StreamFeed } from '../stream/StreamFeed.js'

/** A client that has taken nothing for so long is cut; it comes back when it can read again. */
const patienceMs = 30_000

type Options = {
  readonly present: (event: StreamEvent) => Buffer
  /** Told when presenting fails; the stream is broken off then. */
  readonly onError: (error: unknown) => void
}

/**
 * Writes a feed's events to a client as they come, and never faster than the client reads: while its buffer is full
 * nothing is taken from the feed, so a slow reader costs what is on its way and no more.
 */
export function sendFeed(client: Writable, feed: StreamFeed, { present, onError }: Options): void {
  /** Since when the client has taken nothing; null while it reads. */
  let blockedAtMs: number | null = null

  function flush(): void {
    if (client.destroyed || client.writableEnded) return
    if (blockedAtMs !== null) {
      if (performance.now() - blockedAtMs > patienceMs) client.destroy()
      return
    }
    try {
      for (let event = feed.take(); event !== null; event = feed.take()) {
        if (client.write(present(event))) continue
        blockedAtMs = performance.now()
        break
      }
      if (feed.over) client.end()
    } catch (error) {
      client.destroy()
      onError(error)
    }
  }

  client.on('drain', () => {
    blockedAtMs = null
    flush()
  })
  // A client that left in the middle of a write; `close` follows.
  client.on('error', () => {})
  feed.start(flush)
  flush()
}
