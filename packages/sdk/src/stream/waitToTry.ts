import { delay } from '../request/delays.js'

type Waiting = {
  readonly delayMs: number
  readonly signal: AbortSignal
  readonly onOffline: () => void
}

/** A device that says it is offline is believed for so long; some say so and are not. */
const longestOfflineMs = 30_000

/** Waits for the next try; on a device without a network, until it has one again. */
export async function waitToTry({ delayMs, signal, onOffline }: Waiting): Promise<void> {
  if (globalThis.navigator?.onLine !== false) return delay(delayMs, signal)
  onOffline()
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
