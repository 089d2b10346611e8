import { createHash } from 'node:crypto'
import { chmod, chown, lstat, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Ids } from './asUnprivileged.js'
import { port } from './createConnectionString.js'
import { EmbeddedPostgresError } from './EmbeddedPostgresError.js'

/** sun_path holds 107 bytes on Linux and 103 on macOS; the rest is margin for a mount seen under a longer name. */
const maxSocketBytes = 90

/**
 * Names the folder of the unix socket: in DATA_DIR, or in /tmp when that path is too long for a socket.
 *
 * **Shape:** `dataDir` is the real path, so that every spelling of one folder finds one socket.
 */
export function socketDirFor(dataDir: string, owner: Ids): string {
  const inside = join(dataDir, 'postgres-socket')
  if (Buffer.byteLength(join(inside, `.s.PGSQL.${port}`)) <= maxSocketBytes) return inside
  const key = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  // Not os.tmpdir(): on macOS that alone is 49 bytes, and two shells may disagree about it.
  return `/tmp/credits-server-${owner.uid}-${key}`
}

/**
 * Makes the folder of the socket, which only its owner may enter: that is the whole access control.
 *
 * **Errors:** `DATA_DIR_UNUSABLE` when somebody else made it first, as anybody may in /tmp.
 */
export async function prepareSocketDir(socketDir: string, owner: Ids): Promise<void> {
  await mkdir(socketDir, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const self = process.getuid?.()
  const found = await lstat(socketDir)
  const inTmp = socketDir.startsWith('/tmp/credits-server-')
  const isOurs = found.uid === owner.uid || found.uid === self
  const isClosed = (found.mode & 0o077) === 0
  if (!found.isDirectory() || (inTmp && !(isOurs && isClosed))) {
    throw new EmbeddedPostgresError(
      'DATA_DIR_UNUSABLE',
      `${socketDir} is to hold the database's socket, but it is not a 0700 folder of uid ${owner.uid}. ` +
        'Remove it, or set a DATA_DIR with a shorter path.',
    )
  }
  if (!isClosed) await chmod(socketDir, 0o700)
  if (self === 0 && found.uid !== owner.uid) await chown(socketDir, owner.uid, owner.gid)
}
