import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { TextFeed } from '../exports/TextFeed.js'

type Options = {
  /** Told when the feed fails. */
  readonly onError: (error: unknown) => void
  /** A client that has taken nothing for so long is cut. Default 30,000. */
  readonly patienceMs?: number
}

/**
 * Writes a feed to a response, never faster than the client reads, and gives the feed back whatever happens. If it fails the
 * connection is cut: without the last chunk nobody takes what has come for the whole.
 */
export async function sendText(
  response: ServerResponse,
  feed: TextFeed,
  { onError, patienceMs = 30_000 }: Options,
): Promise<void> {
  // A client that left in the middle of a write; `close` follows.
  response.on('error', () => {})
  try {
    for (let text = await feed.next(); text !== null; text = await feed.next()) {
      if (response.destroyed) return
      if (!response.write(text)) await untilTaken(response, patienceMs)
      if (response.destroyed) return
    }
    response.end()
  } catch (error) {
    response.destroy()
    onError(error)
  } finally {
    await feed.close()
  }
}

/** Waits until the client can have more or has gone. */
async function untilTaken(response: ServerResponse, patienceMs: number): Promise<void> {
  const over = new AbortController()
  const impatience = setTimeout(() => response.destroy(), patienceMs)
  const { signal } = over
  const waits = ['drain', 'close'].map((event) => once(response, event, { signal }))
  await Promise.race(waits)
  clearTimeout(impatience)
  over.abort()
  await Promise.allSettled(waits)
}
