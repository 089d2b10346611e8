import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { migrate } from '@credits-server/server/dist/db/migrate.js'
import { startEmbeddedPostgres } from '@credits-server/server/dist/embedded/startEmbeddedPostgres.js'
import pg from 'pg'

/** A Postgres of one's own. */
export type Postgres = {
  readonly connectionString: string
  /** Makes a database with the server's schema, and returns how it is reached. */
  createDatabase(name: string): Promise<string>
  stop(): Promise<void>
}

type Options = {
  /** `fast` for what is not to wait for the disk. */
  readonly durability?: 'safe' | 'fast'
  /** What Postgres takes at a start only. */
  readonly settings?: Readonly<Record<string, string>>
}

/** Starts it in a folder that goes with it. */
export async function startPostgres({ durability = 'safe', settings = {} }: Options = {}): Promise<Postgres> {
  const dataDir = await mkdtemp('/tmp/credits-bench-')
  await chmod(dataDir, 0o755)
  let postgres = await startEmbeddedPostgres({ dataDir, durability })
  for (const [name, value] of Object.entries(settings)) {
    await inDatabase(postgres.connectionString, (client) => client.query(`alter system set ${name} = ${value}`))
  }
  if (Object.keys(settings).length > 0) {
    await postgres.stop()
    postgres = await startEmbeddedPostgres({ dataDir, durability })
  }
  return {
    connectionString: postgres.connectionString,
    async createDatabase(name) {
      await inDatabase(postgres.connectionString, (client) => client.query(`create database ${name}`))
      const url = new URL(postgres.connectionString)
      url.pathname = `/${name}`
      await migrate(url.href)
      return url.href
    },
    async stop() {
      await postgres.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Does some work on a connection of its own. */
export async function inDatabase<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
