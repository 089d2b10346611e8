/**
 * Returns a random wait before try `attempt` (1 is the first repetition): anything from 0 to a bound that doubles, so that
 * clients that failed together do not come back together.
 */
export function fullJitter(attempt: number, firstMs: number, mostMs: number): number {
  return Math.random() * Math.min(mostMs, firstMs * 2 ** (attempt - 1))
}

/** [V] A timer that is armed for longer than a signed 32-bit number of milliseconds (24.8 days) fires at once. */
export const longestTimerMs = 2 ** 31 - 1

/** Waits; rejects with the signal's reason as soon as that aborts, and leaves nothing behind. */
export function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(
      () => {
        signal?.removeEventListener('abort', stop)
        resolve()
      },
      Math.min(ms, longestTimerMs),
    )
    signal?.addEventListener('abort', stop, { once: true })
  })
}
