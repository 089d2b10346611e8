import { setTimeout as sleep } from 'node:timers/promises'
import { EmbeddedPostgresError } from './EmbeddedPostgresError.js'
import { isLivePostmaster } from './isLivePostmaster.js'
import type { PostmasterPid } from './readPostmasterPid.js'

/** Fast shutdown, then immediate (recovery at the next start), then what a stopped (T) process cannot ignore. */
const steps = [
  { signal: 'SIGINT', patienceMs: 10_000 },
  { signal: 'SIGQUIT', patienceMs: 10_000 },
  { signal: 'SIGKILL', patienceMs: 5_000 },
] as const

/**
 * Stops a postmaster and resolves when its process is gone; at once when it is gone already.
 *
 * The timers are deliberately not unref'd: they alone keep this process alive until the database is down.
 *
 * **Errors:** `POSTGRES_FAILED` when it survives everything.
 */
export async function stopPostmaster(target: PostmasterPid): Promise<void> {
  const { pid } = target
  for (const { signal, patienceMs } of steps) {
    const until = Date.now() + patienceMs
    // Asked before each signal, never only once: the pid may have passed to somebody else meanwhile.
    if (await isLivePostmaster(target)) signalUnlessGone(pid, signal)
    while (Date.now() < until) {
      if (!(await isLivePostmaster(target))) return
      await sleep(10)
    }
  }
  throw new EmbeddedPostgresError(
    'POSTGRES_FAILED',
    `Postgres (pid ${pid}) did not stop. Look at it with ps, and stop it by hand.`,
  )
}

function signalUnlessGone(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
