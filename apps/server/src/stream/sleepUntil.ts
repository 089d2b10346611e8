/** [V] A timer armed for longer than this fires at once. */
const longestTimerMs = 2_147_483_647

/**
 * Waits until performance.now() has reached `deadlineMs`, or the signal aborts. A deadline further away than a timer
 * reaches is slept towards in parts.
 */
export async function sleepUntil(deadlineMs: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const leftMs = deadlineMs - performance.now()
    if (leftMs <= 0) return
    await sleep(Math.min(Math.ceil(leftMs), longestTimerMs), signal)
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}
