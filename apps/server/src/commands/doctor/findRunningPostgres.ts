import { join, resolve } from 'node:path'
import type { Config } from '../../config/parseConfig.js'
import { createConnectionString } from '../../embedded/createConnectionString.js'
import { isLivePostmaster } from '../../embedded/isLivePostmaster.js'
import { readPostmasterPid } from '../../embedded/readPostmasterPid.js'

/** Finds the embedded Postgres that a server which runs has started; null where none runs. */
export async function findRunningPostgres({ dataDir }: Pick<Config, 'dataDir'>): Promise<string | null> {
  const named = await readPostmasterPid(join(resolve(dataDir), 'postgres', 'postmaster.pid'))
  if (named === null || named.socketDir === null || !(await isLivePostmaster(named))) return null
  return createConnectionString(named.socketDir)
}
