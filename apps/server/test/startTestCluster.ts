import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import type {} from '../../../packages/onchain/test/chooseFuzz.js'
import { migrate } from '../src/db/migrate.js'
import { startEmbeddedPostgres } from '../src/embedded/startEmbeddedPostgres.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection string of the test cluster's maintenance database. */
    clusterUrl: string
  }
}

/** Name of the migrated database that every test file's own one is a copy of. */
export const templateName = 'credits_template'

/** Starts the one Postgres of this test run, with a migrated template; nothing needs to be installed. */
export default async function startTestCluster({ provide }: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'credits-test-'))
  const postgres = await startEmbeddedPostgres({ dataDir, durability: 'fast', maxConnections: 200 })
  const client = new pg.Client({ connectionString: postgres.connectionString })
  await client.connect()
  await client.query(`create database ${templateName}`)
  await client.end()
  await migrate(databaseUrl(postgres.connectionString, templateName))
  provide('clusterUrl', postgres.connectionString)
  return async () => {
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** The same cluster, another database. */
export function databaseUrl(clusterUrl: string, name: string): string {
  const url = new URL(clusterUrl)
  url.pathname = `/${name}`
  return url.href
}
