import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '../../src/db/migrate.js'
import { startEmbeddedPostgres } from '../../src/embedded/startEmbeddedPostgres.js'
import { databaseUrl, templateName } from '../startTestCluster.js'

/** A Postgres that counts the statements it runs, by their shape. */
export type StatementCluster = {
  readonly clusterUrl: string
  /** Forgets what was run so far. */
  forget(): Promise<void>
  /**
   * The shapes that were run in a database since: a text of each by its id. The ids are what tells shapes apart. A text
   * shows its constants where its connection had planned it before all was forgotten, and `$n` in their place otherwise.
   */
  shapes(connectionString: string): Promise<Map<string, string>>
  stop(): Promise<void>
}

/**
 * Starts a Postgres of its own with `pg_stat_statements`, which must be there when the server starts, and a migrated
 * template in it. Every statement is kept, those of the utilities too: what an injection would add is seldom a `select`.
 */
export async function startStatementCluster(): Promise<StatementCluster> {
  const dataDir = await mkdtemp(join(tmpdir(), 'credits-statements-'))
  const options = { dataDir, durability: 'fast', maxConnections: 60 } as const
  const bare = await startEmbeddedPostgres(options)
  await run(bare.connectionString, "alter system set shared_preload_libraries = 'pg_stat_statements'")
  await run(bare.connectionString, 'alter system set pg_stat_statements.max = 20000')
  await bare.stop()

  const postgres = await startEmbeddedPostgres(options)
  const clusterUrl = postgres.connectionString
  await run(clusterUrl, "alter system set pg_stat_statements.track = 'all'")
  await run(clusterUrl, 'select pg_reload_conf()')
  await run(clusterUrl, 'create extension pg_stat_statements')
  await run(clusterUrl, `create database ${templateName}`)
  await migrate(databaseUrl(clusterUrl, templateName))
  return {
    clusterUrl,
    forget: async () => void (await run(clusterUrl, 'select pg_stat_statements_reset()')),
    shapes: async (connectionString) => {
      const name = new URL(connectionString).pathname.slice(1)
      const statement = `
        select queryid, query from pg_stat_statements s join pg_database d on d.oid = s.dbid where d.datname = $1`
      const { rows } = await run(clusterUrl, statement, [name])
      return new Map(rows.map(({ queryid, query }) => [String(queryid), String(query)]))
    },
    stop: async () => {
      await postgres.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function run(connectionString: string, statement: string, values: string[] = []): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return await client.query(statement, values)
  } finally {
    await client.end()
  }
}
