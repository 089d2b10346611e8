import { Socket } from 'node:net'
import { Client, DatabaseError } from 'pg'
import { createConnectionString, database } from './createConnectionString.js'

/** What a socket answered. `silent`: nobody there, or not yet, or no longer. */
export type OwnerAnswer =
  | { readonly state: 'owned'; readonly lock: OwnerLock }
  | { readonly state: 'busy' }
  | { readonly state: 'silent'; readonly reason: string }

export interface OwnerLock {
  /** The postmaster, as its own lock file says. */
  readonly pid: number
  /** The launch it was started with (`createPostmasterArguments`), null for a postmaster that is not ours. */
  readonly launch: string | null
  /** Settles when the session has ended, and the lock with it. */
  readonly lost: Promise<void>
  /** Creates the server's database unless it is there. */
  createDatabase(): Promise<void>
  release(): Promise<void>
}

/**
 * Connects through a socket folder and tries to become the one server that owns this cluster.
 *
 * The lock is a session's: it ends with the process, by kill -9 too, without a pid to compare or a file to clean up.
 * Advisory locks are per database, so the session stays in `postgres`; that also leaves `credits` free to be a template.
 *
 * **Errors:** those of Postgres that waiting does not cure, such as a missing role.
 */
export async function takeOwnerLock(socketDir: string): Promise<OwnerAnswer> {
  const socket = new Socket()
  const client = new Client({
    connectionString: createConnectionString(socketDir, 'postgres'),
    application_name: 'credits-server owner',
    connectionTimeoutMillis: 5_000,
    stream: () => socket,
  })
  const lost = new Promise<void>((resolve) => client.once('end', () => resolve()))
  // An ended session is noticed through `lost`; without a listener the same event would end the process.
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ owned: boolean; pid: number; launch: string | null }>(takeLock, [lockKey])
    const row = rows[0]
    if (row?.owned !== true) {
      await client.end()
      return { state: 'busy' }
    }
    // The server's own listener keeps the process alive, this session must not.
    socket.unref()
    const lock = {
      pid: row.pid,
      launch: row.launch,
      lost,
      createDatabase: () => createDatabase(client, socket),
      release: () => client.end().catch(() => {}),
    }
    return { state: 'owned', lock }
  } catch (error) {
    socket.destroy()
    if (!isPassing(error)) throw error
    return { state: 'silent', reason: error instanceof Error ? error.message : String(error) }
  }
}

/** "credits" in ASCII. */
const lockKey = BigInt('0x63726564697473').toString()

const takeLock = `select pg_try_advisory_lock($1) as owned, current_setting('credits.launch', true) as launch,
  split_part(pg_read_file('postmaster.pid'), chr(10), 1)::int as pid`

/**
 * Tells what may be over in a moment: no socket, starting up (57P03), shutting down (57P01, 57P02), or every connection
 * taken by the sessions of a server that was just killed (53300). What is no DatabaseError is the socket's.
 */
function isPassing(error: unknown): boolean {
  return !(error instanceof DatabaseError) || ['57P01', '57P02', '57P03', '53300'].includes(error.code ?? '')
}

async function createDatabase(client: Client, socket: Socket): Promise<void> {
  socket.ref()
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database])
  if (rowCount === 0) await client.query(`create database ${database}`)
  socket.unref()
}
