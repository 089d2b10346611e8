import { delay } from '../request/delays.js'

/** A device that says it is offline is believed for so long; some say so and are not. */
const longestOfflineMs = 30_000

/** Tells whether this device says that it has no network. Where nothing is said (Node), it has one. */
export function isOffline(): boolean {
  return globalThis.navigator?.onLine === false
}

/** Waits for the next try; on a device without a network, until it has one again. */
export async function waitToTry(delayMs: number, signal: AbortSignal): Promise<void> {
  if (!isOffline()) return delay(delayMs, signal)
  const online = new AbortController()
  const listener = () => online.abort()
  globalThis.addEventListener('online', listener)
  try {
    await delay(longestOfflineMs, AbortSignal.any([signal, online.signal]))
  } catch (reason) {
    if (signal.aborted) throw reason
  } finally {
    globalThis.removeEventListener('online', listener)
  }
}
