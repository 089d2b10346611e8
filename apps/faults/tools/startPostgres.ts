import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { port } from '../../server/src/embedded/createConnectionString.js'
import { isLivePostmaster } from '../../server/src/embedded/isLivePostmaster.js'
import { readPostmasterPid } from '../../server/src/embedded/readPostmasterPid.js'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../server/src/embedded/startEmbeddedPostgres.js'
import { temporaryFolder } from '../../server/test/embedded/temporaryFolder.js'

/** A real Postgres that may be killed and started again on the same data and the same socket. */
export type Postgres = {
  /** Past every proxy, for whoever checks. */
  readonly connectionString: string
  /** What a proxy is put in front of. */
  readonly socketPath: string
  /** Starts it again and resolves when it accepts connections. */
  start(): Promise<void>
  /** SIGKILL to the postmaster; its children notice and end by themselves. */
  kill(): Promise<void>
  /** `pg_ctl stop -m fast` or `-m immediate`. */
  stop(how: 'fast' | 'immediate'): Promise<void>
  /** Ends every session of the servers by `pg_terminate_backend` and answers how many there were. */
  terminateBackends(): Promise<number>
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** Stops it and removes its data. */
  remove(): Promise<void>
}

const stopSignals = { fast: 'SIGINT', immediate: 'SIGQUIT' } as const

/** Starts a Postgres that keeps what it has acknowledged: fsync and synchronous_commit are on. */
export async function startPostgres(): Promise<Postgres> {
  const folder = await temporaryFolder()
  const dataDir = join(folder.path, 'data')
  const launch = () => startEmbeddedPostgres({ dataDir, durability: 'safe' })
  let embedded: EmbeddedPostgres | null = await launch()
  const { connectionString, socketDir } = embedded

  async function end(signal: NodeJS.Signals): Promise<void> {
    const target = await readPostmasterPid(join(dataDir, 'postgres', 'postmaster.pid'))
    if (embedded === null || target === null) throw new Error('this Postgres is not running')
    process.kill(target.pid, signal)
    while (await isLivePostmaster(target)) await sleep(5)
    // Its owner's session ends with it, and nobody claims it back.
    await embedded.stop()
    embedded = null
  }
  async function query<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString, application_name: 'faults' })
    client.on('error', () => {})
    await client.connect()
    try {
      return (await client.query<Row>(text, [...values])).rows
    } finally {
      await client.end()
    }
  }

  return {
    connectionString,
    socketPath: join(socketDir, `.s.PGSQL.${port}`),
    async start() {
      embedded ??= await launch()
    },
    kill: () => end('SIGKILL'),
    stop: (how) => end(stopSignals[how]),
    async terminateBackends() {
      const ended = await query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = 'credits' and application_name <> 'faults' and backend_type = 'client backend'`,
      )
      return ended.length
    },
    query,
    async remove() {
      await embedded?.stop()
      embedded = null
      await folder.remove()
    },
  }
}
