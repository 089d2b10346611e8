import pg from 'pg'
import { CommandError } from './CommandError.js'

const connectMs = 10_000
const oldestVersion = 150_000

/**
 * Connects to the database of DATABASE_URL once before anything else does, so that what is wrong with it is said in one
 * line. That line names host and database, never the user's password.
 *
 * **Errors:** CommandError when it cannot be reached, is older than Postgres 15, or is a replica.
 */
export async function reachDatabase(connectionString: string): Promise<void> {
  const client = new pg.Client({
    connectionString,
    application_name: 'credits-server start',
    connectionTimeoutMillis: connectMs,
  })
  // What breaks after the answer is the next connection's trouble.
  client.on('error', () => {})
  const name = `The database ${client.database} on ${client.host}:${client.port}`
  try {
    await client.connect()
    const { rows } = await client.query<{ number: number; version: string; replica: boolean }>(
      `select current_setting('server_version_num')::int as number, current_setting('server_version') as version,
        pg_is_in_recovery() as replica`,
    )
    const found = rows[0]
    if (found && found.number < oldestVersion) {
      throw new CommandError(
        'DATABASE_TOO_OLD',
        `${name} is PostgreSQL ${found.version}.`,
        'This server needs 15 or later.',
      )
    }
    if (found?.replica) {
      throw new CommandError('DATABASE_IS_REPLICA', `${name} is a replica.`, 'Set DATABASE_URL to the primary.')
    }
  } catch (error) {
    if (error instanceof CommandError) throw error
    const problem = `${name} cannot be reached: ${reason(error)}.`
    throw new CommandError('DATABASE_UNREACHABLE', problem, 'Start it, or correct DATABASE_URL.', { cause: error })
  } finally {
    await client.end().catch(() => {})
  }
}

/** A name with several addresses fails with one error for each, and an empty message of its own. */
function reason(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reason).join(', ')
  return error instanceof Error ? error.message : String(error)
}
