import { setTimeout as sleep } from 'node:timers/promises'

/** Tries until a check passes, or throws what it said last. */
export async function eventually<T>(check: () => Promise<T>, { patienceMs = 20_000, everyMs = 50 } = {}): Promise<T> {
  const endsAtMs = performance.now() + patienceMs
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (performance.now() > endsAtMs) throw error
      await sleep(everyMs)
    }
  }
}
