import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { processExists } from './processExists.js'
import type { PostmasterPid } from './readPostmasterPid.js'

/**
 * Tells whether the process that a lock file names is alive and is that postmaster.
 *
 * A pid alone proves nothing: it may be a zombie that a container's pid 1 has not collected for seconds, or, after a
 * container restart, any other program. So the command line must be a postgres of that data directory. (Its cwd would
 * tell as well, but Docker's root may not read that of another user's process.) A postmaster started by hand with a
 * relative path is missed; then Postgres's own check of the shared memory block refuses the second one.
 */
export async function isLivePostmaster({ pid, dataDirectory }: PostmasterPid): Promise<boolean> {
  if (!processExists(pid)) return false
  if (process.platform !== 'linux') return true
  try {
    // `pid (comm) state …`; comm may itself contain ") ".
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    const state = stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3)
    if (state === 'Z' || state === 'X') return false
    const [program = '', ...args] = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0')
    return basename(program) === 'postgres' && args.some((arg) => arg === dataDirectory || arg === `-D${dataDirectory}`)
  } catch {
    return false
  }
}
