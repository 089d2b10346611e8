import type { Knex } from 'knex'
import { pino } from 'pino'
import { logRedaction } from '../src/commands/logRedaction.js'
import { type Config, parseConfig } from '../src/config/parseConfig.js'
import { openKnex } from '../src/db/openKnex.js'
import type { Actor } from '../src/domain/Actor.js'
import { createLocalHints } from '../src/hints/createLocalHints.js'
import type { Ledger } from '../src/ledger/commitChange.js'
import { seedDemo } from '../src/seed/seedDemo.js'
import { type RunningServer, startServer } from '../src/startServer.js'
import type { Issuance } from '../src/voucher/signVoucher.js'
import { createTestDatabase, type TestDatabase } from './createTestDatabase.js'
import { createTestIssuance } from './createTestIssuance.js'

/** The root key of every test server. */
export const rootApiKey = 'root_0123456789abcdef0123456789abcdef'

/** The client that the root key stands for. */
export const root: Actor = { client: 'root', scopes: 'all' }

/** A server on a real Postgres and real ports. */
export type TestServer = RunningServer & {
  readonly database: TestDatabase
  readonly knex: Knex
  readonly issuance: Issuance
  /** The write path of the server's operations. It hints to nobody: a stream notices by reading. */
  readonly ledger: Ledger
  /** What it logged, one parsed line each. */
  readonly logs: Record<string, unknown>[]
}

/** How a test server differs from the usual one. */
export type TestServerOptions = {
  /** Environment beside the test's own defaults. */
  readonly env?: Record<string, string>
  readonly seed?: boolean
  /** The Postgres that its database is made in; the one of the test run unless it is another. */
  readonly clusterUrl?: string
  /** Is given each line of the log as it is written. */
  readonly onLogLine?: (line: string) => void
  /** Names the replica of its database. */
  readonly replicaUrl?: (database: TestDatabase) => string
  /** Leads the server to its database by another way than the test's own. */
  readonly through?: (database: TestDatabase) => Promise<string>
}

/** Starts a server as `serve` would, on free ports; `stop` fails on a leaked connection. */
export async function startTestServer({
  env = {},
  seed = false,
  clusterUrl,
  onLogLine,
  replicaUrl,
  through,
}: TestServerOptions = {}): Promise<TestServer> {
  const database = await createTestDatabase(clusterUrl === undefined ? {} : { clusterUrl })
  const replicated = replicaUrl
    ? { DATABASE_URL: database.connectionString, DATABASE_REPLICA_URL: replicaUrl(database) }
    : {}
  // Requests that draw what to wait for are many, and what they wait for never comes. Copies of balances are not kept, because
  // tests write past the server, which hints to nobody.
  const config: Config = parseConfig({
    PORT: '0',
    SEED_DEMO: String(seed),
    MAX_WAIT_MS: '5',
    CACHE_MB: '0',
    ...replicated,
    ...env,
  })
  const knex = openKnex(database.connectionString)
  const issuance = createTestIssuance(config)
  if (seed) await seedDemo(knex, issuance)

  const logs: Record<string, unknown>[] = []
  const write = (line: string) => {
    logs.push(JSON.parse(line))
    onLogLine?.(line)
  }
  const logger = pino({ level: config.logLevel, redact: logRedaction }, { write })
  const connectionString = (await through?.(database)) ?? database.connectionString
  const server = await startServer(config, { connectionString, rootApiKey, logger }).catch(async (error: unknown) => {
    await knex.destroy()
    await database.drop()
    throw error
  })
  return {
    ...server,
    database,
    knex,
    issuance,
    ledger: { knex, hints: createLocalHints() },
    logs,
    stop: async () => {
      await server.stop()
      await knex.destroy()
      await database.drop()
    },
  }
}
