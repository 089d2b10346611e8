import { Pool, type PoolClient } from 'pg'
import { CreditsError } from '../errors/CreditsError.js'
import { isDatabaseLost } from './isDatabaseLost.js'
import { neverCompiled, setUp } from './setUp.js'

/** A row as its columns stand in the statement. */
export type CursorRow = readonly (string | number | null)[]

/** A place in the answer to one statement, all of which is of one moment. */
export type Cursor = {
  /** Returns the next rows, none at the end. **Errors:** UNAVAILABLE when the database is lost meanwhile. */
  fetch(): Promise<readonly CursorRow[]>
  /** Gives the connection back; at once if nothing is being fetched. */
  close(): Promise<void>
}

/** Opens cursors on the primary. */
export type Cursors = {
  /** **Errors:** UNAVAILABLE when the database is lost, or all connections for cursors are in use. */
  open(text: string, values: readonly unknown[]): Promise<Cursor>
  close(): Promise<void>
}

/** Some 0.5 MB of text for the longest rows there are. */
const rowsPerFetch = 500

/**
 * Opens the pool of cursors. A cursor is held for as long as its reader needs, so they have connections of their own, and two
 * of them: what reads balances never waits for an export, and a third export is told to come later.
 */
export function openCursors(connectionString: string): Cursors {
  const pool = new Pool({
    connectionString,
    max: 2,
    application_name: 'credits-server exports',
    statement_timeout: 30_000,
    query_timeout: 31_000,
    // Longer than a client that takes nothing is waited for; a transaction that nobody holds any more keeps dead rows alive.
    idle_in_transaction_session_timeout: 60_000,
    connectionTimeoutMillis: 2_000,
    idleTimeoutMillis: 10_000,
    onConnect: setUp([neverCompiled]),
  })
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.on('error', () => {}))
  const used = new WeakSet<PoolClient>()

  return {
    async open(text, values) {
      for (;;) {
        const client = await pool.connect().catch((cause: unknown) => {
          throw new CreditsError('UNAVAILABLE', { cause })
        })
        const isFresh = !used.has(client)
        used.add(client)
        try {
          await client.query('begin isolation level repeatable read read only')
          await client.query({ text: `declare rows no scroll cursor for ${text}`, values: [...values] })
          // What goes wrong goes wrong here, where it can still be answered.
          return holdCursor(client, await fetchRows(client))
        } catch (cause) {
          client.release(true)
          if (!isDatabaseLost(cause)) throw cause
          // An idle connection may have died unnoticed; what a fresh one says is true.
          if (isFresh) throw new CreditsError('UNAVAILABLE', { cause })
        }
      }
    },
    close: () => pool.end(),
  }
}

async function fetchRows(client: PoolClient): Promise<CursorRow[]> {
  const { rows } = await client.query<(string | number | null)[]>({
    text: `fetch ${rowsPerFetch} from rows`,
    rowMode: 'array',
  })
  return rows
}

function holdCursor(client: PoolClient, first: readonly CursorRow[]): Cursor {
  let ahead: readonly CursorRow[] | null = first
  let state: 'open' | 'broken' | 'closed' = 'open'
  return {
    async fetch() {
      const rows = ahead
      ahead = null
      if (rows !== null) return rows
      try {
        return await fetchRows(client)
      } catch (cause) {
        state = 'broken'
        throw isDatabaseLost(cause) ? new CreditsError('UNAVAILABLE', { cause }) : cause
      }
    },
    async close() {
      if (state === 'closed') return
      const isWhole = state === 'open' && (await client.query('rollback').then(Boolean, () => false))
      state = 'closed'
      client.release(!isWhole)
    },
  }
}
