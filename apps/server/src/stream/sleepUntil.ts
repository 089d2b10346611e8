import { type Alarm, createAlarm } from './createAlarm.js'

/** [V] A timer armed for longer than this fires at once. */
const longestTimerMs = 2_147_483_647

/**
 * Waits until performance.now() has reached `deadlineMs`, or the signal aborts. A deadline further away than a timer
 * reaches is slept towards in parts. An alarm that rings, or has rung, ends the sleep as well.
 */
export async function sleepUntil(deadlineMs: number, signal: AbortSignal, alarm = createAlarm()): Promise<void> {
  while (!signal.aborted && !alarm.rung) {
    const leftMs = deadlineMs - performance.now()
    if (leftMs <= 0) return
    await sleep(Math.min(Math.ceil(leftMs), longestTimerMs), signal, alarm)
  }
}

function sleep(ms: number, signal: AbortSignal, alarm: Alarm): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      alarm.onRing(null)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
    alarm.onRing(end)
  })
}
