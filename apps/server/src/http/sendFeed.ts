import type { Writable } from 'node:stream'
import type { StreamEvent } from '../stream/StreamEvent.js'
import type { StreamFeed } from '../stream/StreamFeed.js'

/** A client that has not taken what it was sent for so long is cut, within 30 s; it comes back when it can read again. */
const patienceMs = 25_000

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
  let isBlocked = false

  function flush(): void {
    if (isBlocked || client.destroyed || client.writableEnded) return
    try {
      for (let event = feed.take(); event !== null; event = feed.take()) {
        if (client.write(present(event))) continue
        isBlocked = true
        awaitDrain(client, readOn)
        break
      }
      if (feed.over) client.end()
    } catch (error) {
      client.destroy()
      onError(error)
    }
  }

  function readOn(): void {
    isBlocked = false
    flush()
  }

  // A client that left in the middle of a write; `close` follows.
  client.on('error', () => {})
  feed.start(flush)
  flush()
}

/** Calls back when the client has taken what it was sent, and cuts it if it does not; a client that reads costs none of this. */
function awaitDrain(client: Writable, readOn: () => void): void {
  // A timer of its own: the heartbeat that comes by may be half a minute away.
  const patience = setTimeout(() => client.destroy(), patienceMs)
  const forget = () => {
    clearTimeout(patience)
    client.off('drain', drained)
    client.off('close', forget)
  }
  const drained = () => {
    forget()
    readOn()
  }
  client.on('drain', drained)
  client.on('close', forget)
}
