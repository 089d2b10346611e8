import { resolve } from 'node:path'
import type { Config } from '../config/parseConfig.js'
import { startEmbeddedPostgres } from '../embedded/startEmbeddedPostgres.js'
import { CommandError } from './CommandError.js'
import { reachDatabase } from './reachDatabase.js'

/** The database of a command. */
export type CommandPostgres = {
  readonly connectionString: string
  /** Rejects when the embedded Postgres is gone without being told to; one of DATABASE_URL may come back and never does. */
  readonly lost: Promise<never>
}

/**
 * Runs `use` with a database: the one of DATABASE_URL, or the embedded one, which is stopped afterwards and tells `say` what
 * takes its time.
 *
 * **Errors:** CommandError when DATABASE_URL cannot be used; EmbeddedPostgresError.
 */
export async function withPostgres<T>(
  { databaseUrl, dataDir }: Pick<Config, 'databaseUrl' | 'dataDir'>,
  say: (message: string) => void,
  use: (postgres: CommandPostgres) => Promise<T>,
): Promise<T> {
  if (databaseUrl !== null) {
    await reachDatabase(databaseUrl)
    return use({ connectionString: databaseUrl, lost: new Promise(() => {}) })
  }
  let lose = (_message: string) => {}
  const lost = new Promise<never>((_, reject) => {
    lose = (message) => reject(new CommandError('POSTGRES_FAILED', message, null))
  })
  // A command that does not wait for it ends with the error of its own query.
  lost.catch(() => {})
  const postgres = await startEmbeddedPostgres({
    dataDir: resolve(dataDir),
    durability: 'safe',
    log: say,
    onExit: ({ message }) => lose(message),
  })
  try {
    return await use({ connectionString: postgres.connectionString, lost })
  } finally {
    await postgres.stop()
  }
}
