import { join } from 'node:path'
import { port } from './createConnectionString.js'
import { giveTo } from './giveTo.js'
import { initCluster } from './initCluster.js'
import { inspectCluster } from './inspectCluster.js'
import { linkLibraries } from './linkLibraries.js'
import type { Site } from './prepareSite.js'
import { prepareSocketDir } from './prepareSocketDir.js'
import { retireLockFile } from './retireLockFile.js'
import { type Postmaster, spawnPostmaster } from './spawnPostmaster.js'

/**
 * Makes what is missing on disk, clears what a dead postmaster left, and starts a new one.
 *
 * Safe to run twice at the same moment: the steps before the last only add or rename whole things, and of two
 * postmasters Postgres lets one live.
 *
 * **Errors:** `DATA_DIR_UNUSABLE`, `POSTGRES_FAILED` (initdb).
 */
export async function launchPostmaster(site: Site, log: (message: string) => void): Promise<Postmaster> {
  const { cluster, binaries, runAs, durability, socketDir } = site
  const state = await inspectCluster(cluster, binaries)
  const libraries = await linkLibraries(site.dataDir, binaries)
  if (state === 'absent') {
    log(`creating a database in ${cluster} (PostgreSQL ${binaries.major}, ${runAs.how})`)
    await initCluster({ cluster, binaries, libraries, runAs, durability })
  }
  await giveTo(runAs.owner, cluster)
  await giveTo(runAs.owner, join(site.dataDir, 'postgres-lib'))
  await prepareSocketDir(socketDir, runAs.owner)
  await retireLockFile(site.pidFile)
  await retireLockFile(join(socketDir, `.s.PGSQL.${port}.lock`))
  const { args } = site.postmaster
  return spawnPostmaster({ postgres: binaries.postgres, args, libraries, log: site.log, runAs })
}
