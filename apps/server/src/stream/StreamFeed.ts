import type { StreamEvent } from './StreamEvent.js'

/**
 * Where one stream's events come from. Whoever writes them takes each one when the client can have it, and only then is
 * it made: a slow reader misses what is outdated and never what is latest, and nothing piles up for it.
 */
export type StreamFeed = {
  /** Calls `wake` from now on whenever there may be something to take. */
  start(wake: () => void): void
  /** The next event; null if there is none just now. */
  take(): StreamEvent | null
  /** Whether there will be none any more. */
  readonly over: boolean
}
