import { readFile } from 'node:fs/promises'
import { isMissing } from './isMissing.js'

/** Who a lock file of Postgres says holds the cluster. */
export interface PostmasterPid {
  readonly pid: number
  /** As the postmaster was given it, which is not where it is now if DATA_DIR was moved meanwhile. */
  readonly dataDirectory: string
  /** Null until the postmaster has opened its socket. */
  readonly socketDir: string | null
}

/**
 * Reads `postmaster.pid`; null when it is absent, or still (or for ever, after a power cut) without content.
 *
 * **Source:** src/include/utils/pidfile.h: pid, data directory, start time, port, socket directory, listen address,
 * shared memory key, status.
 */
export async function readPostmasterPid(file: string): Promise<PostmasterPid | null> {
  try {
    return parsePostmasterPid(await readFile(file, 'utf8'))
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

export function parsePostmasterPid(text: string): PostmasterPid | null {
  const [pid, dataDirectory, , , socketDir] = text.split('\n')
  // [pidfile] a standalone backend writes its pid negated
  if (pid === undefined || !/^-?[1-9]\d*$/.test(pid) || !dataDirectory) return null
  return { pid: Math.abs(Number(pid)), dataDirectory, socketDir: socketDir || null }
}
