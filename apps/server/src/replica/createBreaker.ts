/** Keeps off what has failed for a while, longer each time. */
export type Breaker = {
  /** Whether it is to be left alone now. */
  readonly isOpen: boolean
  /** Says that it has failed; returns whether that is news. */
  trip(): boolean
}

/** Pauses, doubled from the least to the most, each somewhere in its latter half: instances do not come back all at once. */
const leastPauseMs = 500
const mostPauseMs = 30_000
/** After so long without one, the next failure counts as the first. */
const forgivenAfterMs = 60_000

/** Creates a breaker. `now` and `random` are those of performance and Math, except in tests. */
export function createBreaker(now = () => performance.now(), random = Math.random): Breaker {
  let failures = 0
  let failedAtMs = Number.NEGATIVE_INFINITY
  let openUntilMs = Number.NEGATIVE_INFINITY
  const isOpen = () => now() < openUntilMs
  return {
    get isOpen() {
      return isOpen()
    },
    trip() {
      // What was under way when it failed first says nothing new.
      if (isOpen()) return false
      const nowMs = now()
      failures = nowMs - failedAtMs > forgivenAfterMs ? 1 : failures + 1
      failedAtMs = nowMs
      const pauseMs = Math.min(mostPauseMs, leastPauseMs * 2 ** (failures - 1))
      openUntilMs = nowMs + pauseMs * (0.5 + 0.5 * random())
      return true
    },
  }
}
