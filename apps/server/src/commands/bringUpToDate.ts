import pg from 'pg'
import { migrate } from '../db/migrate.js'
import { CommandError } from './CommandError.js'

const insufficientPrivilege = '42501'

/**
 * Brings the schema up to date and returns the names of the migrations that ran; `progress` is told which one does.
 *
 * **Errors:** CommandError when a newer build has migrated this database already, or its user may not create tables.
 */
export async function bringUpToDate(
  connectionString: string,
  progress: (text: string) => void = () => {},
): Promise<string[]> {
  progress('Waiting for other servers that migrate')
  try {
    return await migrate(connectionString, 'up', undefined, (name, nth, count) =>
      progress(`Migration ${name}, ${nth} of ${count}`),
    )
  } catch (error) {
    throw explain(error) ?? error
  }
}

function explain(error: unknown): CommandError | null {
  if (!(error instanceof Error)) return null
  // knex blames its folder for what the database has and the build has not.
  const unknown = /^The migration directory is corrupt.*: (.+)$/.exec(error.message)?.[1]
  if (unknown !== undefined) {
    const problem = `The database has migrations that this build does not know: ${unknown}.`
    const remedy = 'A newer credits-server made them; run that one, or restore the backup from before it.'
    return new CommandError('DATABASE_IS_NEWER', problem, remedy, { cause: error })
  }
  if (error instanceof pg.DatabaseError && error.code === insufficientPrivilege) {
    // knex puts the whole statement before what Postgres said.
    const said = error.message.slice(error.message.lastIndexOf(' - ') + 1).replace(/^- /, '')
    const problem = `The user of DATABASE_URL may not create tables: ${said}.`
    const remedy = 'Make it the owner of the database, or run `credits-server migrate` as one who may.'
    return new CommandError('MAY_NOT_MIGRATE', problem, remedy, { cause: error })
  }
  return null
}
