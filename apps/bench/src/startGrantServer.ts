import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { migrate } from '@credits-server/server/dist/db/migrate.js'
import { startEmbeddedPostgres } from '@credits-server/server/dist/embedded/startEmbeddedPostgres.js'
import pg from 'pg'

/** The built server in a process of its own, as in production, on a Postgres that keeps what it acknowledges. */
export type GrantServer = {
  readonly host: string
  readonly port: number
  readonly apiKey: string
  readonly signerPrivateKey: `0x${string}`
  /** For the peers, past the server. */
  readonly connectionString: string
  stop(): Promise<void>
}

/** A season to come, which pays for the grants that name it and for no others. */
export const seasonId = 1

/** Starts both; the season's budget is more than anybody can exhaust. */
export async function startGrantServer(): Promise<GrantServer> {
  const dataDir = await mkdtemp('/tmp/credits-bench-')
  await chmod(dataDir, 0o755)
  const postgres = await startEmbeddedPostgres({ dataDir, durability: 'safe' })
  const { connectionString } = postgres
  await migrate(connectionString)
  const client = new pg.Client({ connectionString })
  await client.connect()
  await client.query(`insert into seasons (id, name, starts_at, ends_at, grace_days, budget_wei)
    values (${seasonId}, 'Bench', '2080-01-01Z', '2090-01-01Z', 7, 1e40::numeric)`)
  await client.end()

  const apiKey = randomBytes(24).toString('hex')
  const signerPrivateKey = `0x${randomBytes(32).toString('hex')}` as const
  const cli = createRequire(import.meta.url).resolve('@credits-server/server/dist/cli.js')
  const child = spawn(process.execPath, [cli, 'serve'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: '0',
      OPS_PORT: '0',
      LOG_LEVEL: 'error',
      DATABASE_URL: connectionString,
      ROOT_API_KEY: apiKey,
      SIGNER_PRIVATE_KEY: signerPrivateKey,
    },
  })
  let said = ''
  while (!said.includes('contract ')) said += String((await once(child.stdout, 'data'))[0])
  const { hostname, port } = new URL(/Credits Server {2}(\S+)/.exec(said)?.[1] ?? '')
  child.stdout.resume()
  return {
    host: hostname,
    port: Number(port),
    apiKey,
    signerPrivateKey,
    connectionString,
    async stop() {
      const ended = once(child, 'close')
      child.kill('SIGTERM')
      await ended
      await postgres.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
