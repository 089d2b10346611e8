import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { EmbeddedPostgresError } from './EmbeddedPostgresError.js'
import { isMissing } from './isMissing.js'
import type { Binaries } from './locateBinaries.js'

/**
 * Tells whether a cluster is there that these binaries can open.
 *
 * **Errors:** `DATA_DIR_UNUSABLE` when something else is there: another major version, another owner, other files.
 */
export async function inspectCluster(cluster: string, binaries: Binaries): Promise<'absent' | 'present'> {
  const names: string[] = await readdir(cluster).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw unusable(
      `${cluster} cannot be read as uid ${process.getuid?.()}: ${String(error)}.`,
      'Run as its owner, or chown it.',
    )
  })
  if (names.length === 0) return 'absent'

  const uid = process.getuid?.()
  const owner = (await stat(cluster)).uid
  if (uid !== 0 && owner !== uid) {
    throw unusable(
      `${cluster} belongs to uid ${owner}, and this is uid ${uid}.`,
      `Run as its owner, or chown -R ${uid}.`,
    )
  }
  if (!names.includes('PG_VERSION')) {
    throw unusable(`${cluster} has files in it but is not a Postgres cluster.`, 'Move them away.')
  }
  const major = (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim()
  if (major !== binaries.major) {
    throw unusable(
      `${cluster} was made by PostgreSQL ${major}, and this server carries PostgreSQL ${binaries.major}.`,
      `Dump it with the version that made it and restore it here, or move the folder away to start empty.`,
    )
  }
  return 'present'
}

function unusable(what: string, cure: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError('DATA_DIR_UNUSABLE', `${what} ${cure} Or set another DATA_DIR, or DATABASE_URL.`)
}
