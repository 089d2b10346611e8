/** One who watches a balance. */
export type BalanceWatcher = {
  /** Something may have changed. */
  wake(): void
}

/** How long watchers are woken before everybody else has a turn. */
const turnMs = 20

/** Wakes those who watch, in the order in which they came to be due, each once however often that was. */
export type Wakes = { wake(watchers: Iterable<BalanceWatcher>): void }

/**
 * Creates the queue of wakes. To wake one is to write to its client, so a balance that thousands watch, or a large one, is told over
 * several turns of the event loop, and who reads meanwhile does not wait for the last of them.
 */
export function createWakes(): Wakes {
  const due = new Set<BalanceWatcher>()
  let isScheduled = false

  function pump(): void {
    isScheduled = false
    const untilMs = performance.now() + turnMs
    for (const watcher of due) {
      due.delete(watcher)
      watcher.wake()
      if (performance.now() >= untilMs) break
    }
    if (due.size === 0) return
    isScheduled = true
    setImmediate(pump)
  }

  return {
    wake(watchers) {
      for (const watcher of watchers) due.add(watcher)
      if (!isScheduled) pump()
    },
  }
}
