import { Pool, type QueryConfig, type QueryResultRow } from 'pg'
import { CreditsError } from '../errors/CreditsError.js'
import { assertSameDatabase } from './assertSameDatabase.js'
import { isDatabaseLost } from './isDatabaseLost.js'

/** One statement of the read path; its name makes Postgres plan it once per connection instead of once per call. */
export type ReadStatement = { readonly name: string; readonly text: string }

/** Runs one-statement reads, each a named prepared statement. */
export type ReadPool = {
  /** **Errors:** UNAVAILABLE when the database is lost, after one retry on a fresh connection. */
  read<Row extends QueryResultRow>(statement: ReadStatement, values: readonly unknown[]): Promise<Row[]>
  close(): Promise<void>
}

/** Opens the pool of reads. They are short, so four connections saturate one core. */
export function openReadPool(connectionString: string): ReadPool {
  const pool = new Pool({
    connectionString,
    max: 4,
    application_name: 'credits-server reads',
    statement_timeout: 1_000,
    connectionTimeoutMillis: 2_000,
    idleTimeoutMillis: 30_000,
    // The planner cannot know that a user has few credits; compiling a query would cost more than running it.
    options: '-c jit=off',
    onConnect: assertSameDatabase,
  })
  // An idle connection that breaks is replaced at the next read; without a listener it would end the process.
  pool.on('error', () => {})

  return {
    async read<Row extends QueryResultRow>({ name, text }: ReadStatement, values: readonly unknown[]) {
      const run = () => runOnce<Row>(pool, { name, text, values: [...values] })
      try {
        return await run().catch((error: unknown) => {
          if (error instanceof DatabaseLost) return run()
          throw error
        })
      } catch (error) {
        throw error instanceof DatabaseLost ? new CreditsError('UNAVAILABLE', { cause: error.cause }) : error
      }
    },
    close: () => pool.end(),
  }
}

/** Runs a statement on one connection. Whatever goes wrong while connecting means that the database is lost. */
async function runOnce<Row extends QueryResultRow>(pool: Pool, query: QueryConfig): Promise<Row[]> {
  const client = await pool.connect().catch((cause: unknown) => {
    throw new DatabaseLost(cause)
  })
  try {
    const { rows } = await client.query<Row>(query)
    client.release()
    return rows
  } catch (error) {
    const lost = isDatabaseLost(error)
    client.release(lost)
    throw lost ? new DatabaseLost(error) : error
  }
}

class DatabaseLost extends Error {
  constructor(cause: unknown) {
    super('The database is lost', { cause })
  }
}
