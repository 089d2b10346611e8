import { chown, mkdir, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { asUnprivileged, type RunAs } from './asUnprivileged.js'
import { createPostmasterArguments, type PostmasterArguments } from './createPostmasterArguments.js'
import { EmbeddedPostgresError } from './EmbeddedPostgresError.js'
import { inspectCluster } from './inspectCluster.js'
import { isMissing } from './isMissing.js'
import { type Binaries, locateBinaries } from './locateBinaries.js'
import { socketDirFor } from './prepareSocketDir.js'

/** Everything that is known before anything is started. */
export interface Site {
  /** Real path of DATA_DIR. */
  readonly dataDir: string
  readonly cluster: string
  readonly pidFile: string
  readonly log: string
  readonly socketDir: string
  readonly binaries: Binaries
  readonly runAs: RunAs
  readonly durability: 'safe' | 'fast'
  readonly postmaster: PostmasterArguments
}

export interface PrepareSiteInput {
  readonly dataDir: string
  readonly durability: 'safe' | 'fast'
  readonly maxConnections: number
}

/**
 * Decides which binaries run, as whom, and where everything lies; makes DATA_DIR and nothing in it.
 *
 * **Errors:** `UNSUPPORTED_PLATFORM`, `CANNOT_LEAVE_ROOT`, `DATA_DIR_UNUSABLE`.
 */
export async function prepareSite(input: PrepareSiteInput): Promise<Site> {
  const binaries = await locateBinaries()
  // LD_LIBRARY_PATH has no way to quote these, and the loader expands a $.
  for (const path of [input.dataDir, binaries.native]) {
    if (!/[:;$\n]/.test(path)) continue
    throw new EmbeddedPostgresError('DATA_DIR_UNUSABLE', `The path ${path} may not contain : ; $ or a line break.`)
  }
  const folderOwner = await ownerOfNearest(join(input.dataDir, 'postgres'))
  const made = await mkdir(input.dataDir, { recursive: true })
  const dataDir = await realpath(input.dataDir)
  const runAs = await asUnprivileged({ mustEnter: [dirname(binaries.postgres), dataDir], folderOwner })
  if (made !== undefined && process.getuid?.() === 0) await chown(dataDir, runAs.owner.uid, runAs.owner.gid)

  const cluster = join(dataDir, 'postgres')
  await inspectCluster(cluster, binaries)
  const socketDir = socketDirFor(dataDir, runAs.owner)
  const { durability, maxConnections } = input
  return {
    dataDir,
    cluster,
    pidFile: join(cluster, 'postmaster.pid'),
    log: join(dataDir, 'postgres.log'),
    socketDir,
    binaries,
    runAs,
    durability,
    postmaster: createPostmasterArguments({ cluster, socketDir, binaries, durability, maxConnections }),
  }
}

/** The owner of a path or of the nearest folder above it that exists. */
async function ownerOfNearest(path: string): Promise<number> {
  try {
    return (await stat(path)).uid
  } catch (error) {
    if (!isMissing(error) || dirname(path) === path) throw error
    return ownerOfNearest(dirname(path))
  }
}
