import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { renewEpoch } from '../src/db/renewEpoch.js'
import { databaseUrl, templateName } from './startTestCluster.js'

/** A database of one test file. */
export type TestDatabase = {
  readonly connectionString: string
  /** Cuts every session, as an administrator would. */
  disconnectAll(): Promise<void>
  /** Refuses new sessions and cuts the present ones, until `open` lets them in again. */
  close(): Promise<void>
  open(): Promise<void>
  /** Removes it, and fails if someone is still connected: that is a leak. */
  drop(): Promise<void>
}

/** Creates a copy of the migrated template, or an empty database. */
export async function createTestDatabase({ migrated = true } = {}): Promise<TestDatabase> {
  const clusterUrl = inject('clusterUrl')
  const name = `test_${randomBytes(6).toString('hex')}`
  const connectionString = databaseUrl(clusterUrl, name)
  const admin = (statement: string) => runOnce(clusterUrl, statement)
  const terminate = `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`

  await admin(`create database ${name}${migrated ? ` template ${templateName}` : ''}`)
  // A copy is another database; the server would rightly refuse it.
  if (migrated) await renewEpoch(connectionString)
  return {
    connectionString,
    disconnectAll: () => admin(terminate),
    close: async () => {
      await admin(`alter database ${name} allow_connections false`)
      await admin(terminate)
    },
    open: () => admin(`alter database ${name} allow_connections true`),
    drop: () => admin(`drop database ${name}`),
  }
}

async function runOnce(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
