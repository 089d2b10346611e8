import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { isLivePostmaster } from './isLivePostmaster.js'
import { isMissing } from './isMissing.js'
import { processExists } from './processExists.js'
import { parsePostmasterPid } from './readPostmasterPid.js'

/**
 * Lets Postgres start over a lock file whose postmaster is gone but whose pid still exists, as a zombie or as another
 * program; Postgres looks only at the pid and would refuse for ever. A lock file left empty by a power cut likewise.
 *
 * The file is not removed. It is edited in place, through one handle, to name a pid that cannot exist; Postgres then
 * removes it by its own rules. Two reasons: a removed file takes the shared memory key with it, by which Postgres notices
 * backends that outlived their postmaster; and between "this is stale" and "remove" another start may have put its own
 * file there, while the handle still holds the old one.
 */
export async function retireLockFile(path: string): Promise<void> {
  const file = await open(path, constants.O_RDWR | constants.O_NOFOLLOW).catch((error: unknown) => {
    if (isMissing(error)) return null
    throw error
  })
  if (file === null) return
  try {
    const text = await readSettled(file)
    const named = parsePostmasterPid(text)
    if (named !== null && (!processExists(named.pid) || (await isLivePostmaster(named)))) return
    await file.write([impossiblePid, ...text.split('\n').slice(1)].join('\n').padEnd(11, '\n'), 0)
  } finally {
    await file.close()
  }
}

/** Linux stops at 4194304, macOS at 99998. */
const impossiblePid = '2147483647'

/** Postgres creates the file and fills it microseconds later; still empty after half a second, it is a remnant. */
async function readSettled(file: FileHandle): Promise<string> {
  const read = async () => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0)
    return buffer.toString('utf8', 0, bytesRead)
  }
  const text = await read()
  if (parsePostmasterPid(text) !== null) return text
  await sleep(500)
  return read()
}
