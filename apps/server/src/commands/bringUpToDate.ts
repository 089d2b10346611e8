import { migrate } from '../db/migrate.js'
import { CommandError } from './CommandError.js'

/**
 * Brings the schema up to date and returns the names of the migrations that ran.
 *
 * **Errors:** CommandError when a newer build has migrated this database already.
 */
export async function bringUpToDate(connectionString: string): Promise<string[]> {
  try {
    return await migrate(connectionString)
  } catch (error) {
    // knex blames its folder for what the database has and the build has not.
    const unknown = error instanceof Error && /^The migration directory is corrupt.*: (.+)$/.exec(error.message)?.[1]
    if (!unknown) throw error
    throw new CommandError(
      `The database has migrations that this build does not know: ${unknown}. A newer credits-server made them; ` +
        'run that one, or restore the backup from before it.',
      { cause: error },
    )
  }
}
