import pg from 'pg'
import { migrate } from '../db/migrate.js'
import { CommandError } from './CommandError.js'

const insufficientPrivilege = '42501'

/**
 * Brings the schema up to date and returns the names of the migrations that ran.
 *
 * **Errors:** CommandError when a newer build has migrated this database already, or its user may not create tables.
 */
export async function bringUpToDate(connectionString: string): Promise<string[]> {
  try {
    return await migrate(connectionString)
  } catch (error) {
    const explained = explain(error)
    throw explained === null ? error : new CommandError(explained, { cause: error })
  }
}

function explain(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  // knex blames its folder for what the database has and the build has not.
  const unknown = /^The migration directory is corrupt.*: (.+)$/.exec(error.message)?.[1]
  if (unknown !== undefined) {
    return (
      `The database has migrations that this build does not know: ${unknown}. ` +
      'A newer credits-server made them; run that one, or restore the backup from before it.'
    )
  }
  if (error instanceof pg.DatabaseError && error.code === insufficientPrivilege) {
    // knex puts the whole statement before what Postgres said.
    const said = error.message.slice(error.message.lastIndexOf(' - ') + 1).replace(/^- /, '')
    return (
      `The user of DATABASE_URL may not create tables: ${said}. ` +
      'Make it the owner of the database, or run `credits-server migrate` as one who may.'
    )
  }
  return null
}
