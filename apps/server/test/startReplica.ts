import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { migrate } from '../src/db/migrate.js'
import { createConnectionString } from '../src/embedded/createConnectionString.js'
import { launchPostmaster } from '../src/embedded/launchPostmaster.js'
import { prepareSite } from '../src/embedded/prepareSite.js'
import { readPostmasterPid } from '../src/embedded/readPostmasterPid.js'
import { startEmbeddedPostgres } from '../src/embedded/startEmbeddedPostgres.js'
import { stopPostmaster } from '../src/embedded/stopPostmaster.js'
import { databaseUrl, templateName } from './startTestCluster.js'

/** A Postgres of its own, with a migrated template in it, that can have replicas. */
export type ReplicatedCluster = {
  readonly clusterUrl: string
  /** Starts a streaming replica. */
  startReplica(): Promise<TestReplica>
  /** Stops its replicas too. */
  stop(): Promise<void>
}

/** A streaming replica that does what is asked of it. */
export type TestReplica = {
  /** The database of the replica that a connection string of the primary names. */
  urlOf(connectionString: string): string
  /** Stops replaying; what is written meanwhile is received and not shown. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** Makes it a primary of its own. */
  promote(): Promise<void>
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>
  /** Starts it again after it was killed. */
  restart(): Promise<void>
  /** Waits until it has replayed all that the primary has by now. */
  catchUp(): Promise<void>
  /** Runs a statement on it. */
  query(connectionString: string, statement: string): Promise<pg.QueryResult>
}

/** A replica refuses to run with fewer connections than its primary. */
const settings = { durability: 'fast', maxConnections: 60 } as const

/** Starts a primary that is copied while it runs, as a base backup does: the binaries have no pg_basebackup. */
export async function startReplicatedCluster(): Promise<ReplicatedCluster> {
  const dataDir = await mkdtemp(join(tmpdir(), 'credits-primary-'))
  const primary = await startEmbeddedPostgres({ dataDir, ...settings })
  const clusterUrl = primary.connectionString
  // A checkpoint removes what a replica may still have to be sent; each test that drops a database makes one.
  await run(clusterUrl, "alter system set wal_keep_size = '512MB'")
  await run(clusterUrl, 'select pg_reload_conf()')
  await run(clusterUrl, `create database ${templateName}`)
  await migrate(databaseUrl(clusterUrl, templateName))
  const stops: (() => Promise<void>)[] = []

  async function startReplica(): Promise<TestReplica> {
    const folder = await mkdtemp(join(tmpdir(), 'credits-replica-'))
    await copyCluster(join(dataDir, 'postgres'), join(folder, 'postgres'), clusterUrl)
    const conninfo = `host=''${primary.socketDir}'' port=5432 user=credits`
    await writeFile(join(folder, 'postgres', 'postgresql.auto.conf'), `primary_conninfo = '${conninfo}'\n`)
    await writeFile(join(folder, 'postgres', 'standby.signal'), '')
    const site = await prepareSite({ dataDir: folder, ...settings })
    const replicaUrl = createConnectionString(site.socketDir, 'postgres')
    const restart = async () => {
      await launchPostmaster(site, () => {})
      await until(() => run(replicaUrl, 'select pg_is_in_recovery()').then(() => true), 'the replica answers')
    }
    const end = async (signal: NodeJS.Signals | null) => {
      const target = await readPostmasterPid(site.pidFile)
      if (target && signal) process.kill(target.pid, signal)
      if (target) await stopPostmaster(target)
    }
    stops.push(async () => {
      await end(null)
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
    })
    await restart()
    return {
      urlOf: (connectionString) => createConnectionString(site.socketDir, new URL(connectionString).pathname.slice(1)),
      restart,
      async pause() {
        await run(replicaUrl, 'select pg_wal_replay_pause()')
        const state = 'select pg_get_wal_replay_pause_state() as state'
        await until(async () => (await run(replicaUrl, state)).rows[0].state === 'paused', 'replay stands')
      },
      resume: async () => void (await run(replicaUrl, 'select pg_wal_replay_resume()')),
      promote: async () => void (await run(replicaUrl, 'select pg_promote()')),
      kill: () => end('SIGQUIT'),
      async catchUp() {
        // A switch writes out what commits without waiting have left in memory. After it the log stands at the start of a page.
        await run(clusterUrl, "select pg_create_restore_point('here')")
        await run(clusterUrl, 'select pg_switch_wal()')
        const { rows } = await run(clusterUrl, 'select pg_current_wal_flush_lsn()::text as lsn')
        const reached = `select pg_last_wal_replay_lsn() >= '${rows[0].lsn}'::pg_lsn as reached`
        await until(async () => (await run(replicaUrl, reached)).rows[0].reached === true, 'the replica catches up')
      },
      query: (connectionString, statement) =>
        run(createConnectionString(site.socketDir, new URL(connectionString).pathname.slice(1)), statement),
    }
  }

  return {
    clusterUrl,
    startReplica,
    async stop() {
      for (const stop of stops) await stop()
      await primary.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Copies the files of a cluster that runs; the log of what was written meanwhile comes over the stream. */
async function copyCluster(from: string, to: string, clusterUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: clusterUrl })
  await client.connect()
  try {
    await client.query("select pg_backup_start('replica', fast => true)")
    const isLeft = /[\\/](postmaster\.(pid|opts)|pg_wal[\\/][0-9A-F]{24})$/
    await cp(from, to, { recursive: true, filter: (source) => !isLeft.test(source.replaceAll(sep, '/')) })
    const { rows } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)')
    await writeFile(join(to, 'backup_label'), rows[0]?.labelfile ?? '')
  } finally {
    await client.end()
  }
}

async function run(connectionString: string, statement: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {})
  await client.connect()
  try {
    return await client.query(statement)
  } finally {
    await client.end()
  }
}

/** A server that starts refuses at first. */
async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + 30_000
  while (!(await holds().catch(() => false))) {
    if (performance.now() > deadline) throw new Error(`${what}: not within 30 s`)
    await sleep(20)
  }
}
