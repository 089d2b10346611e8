import { randomBytes } from 'node:crypto'
import createKnex from 'knex'
import pg from 'pg'
import { inject } from 'vitest'
import { renewEpoch } from '../src/db/renewEpoch.js'
import { type Discrepancy, findDiscrepancies } from '../src/ledger/findDiscrepancies.js'
import { databaseUrl, templateName } from './startTestCluster.js'

/** A database of one test file. */
export type TestDatabase = {
  readonly connectionString: string
  /** Cuts every session, as an administrator would, and resolves when they are gone. */
  disconnectAll(): Promise<void>
  /** Refuses new sessions and cuts the present ones, until `open` lets them in again. */
  close(): Promise<void>
  open(): Promise<void>
  /** Audits its ledger and removes it; fails on any discrepancy, and if someone is still connected: that is a leak. */
  drop(): Promise<void>
}

type Options = {
  readonly migrated?: boolean
  /** The Postgres it is made in; it has the template too. */
  readonly clusterUrl?: string
  /** Why its tables hold no ledger; then it is not audited. */
  readonly noLedger?: string
}

/** Creates a copy of the migrated template, or an empty database. */
export async function createTestDatabase({
  migrated = true,
  clusterUrl = inject('clusterUrl'),
  noLedger,
}: Options = {}): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`
  const connectionString = databaseUrl(clusterUrl, name)
  const admin = (statement: string) => runOnce(clusterUrl, statement)
  const terminate = `
    do $$ declare cut integer[]; begin
      select array_agg(pid) into cut from pg_stat_activity where datname = '${name}';
      perform pg_terminate_backend(pid) from unnest(cut) pid;
      while exists (select from pg_stat_activity where pid = any (cut)) loop
        perform pg_sleep(0.002), pg_stat_clear_snapshot();
      end loop;
    end $$`

  await admin(`create database ${name}${migrated ? ` template ${templateName}` : ''}`)
  // A copy is another database; the server would rightly refuse it.
  if (migrated) await renewEpoch(connectionString)
  const open = () => admin(`alter database ${name} allow_connections true`)
  return {
    connectionString,
    disconnectAll: () => admin(terminate),
    close: async () => {
      await admin(`alter database ${name} allow_connections false`)
      await admin(terminate)
    },
    open,
    drop: async () => {
      // Some tests end with a database that is closed.
      await open()
      const found = noLedger === undefined ? await audit(connectionString) : []
      await admin(`drop database ${name}`)
      if (found.length > 0) throw new Error(`the ledger and the tables disagree: ${JSON.stringify(found, null, 2)}`)
    },
  }
}

/** A test may have emptied it, or made it the copy of another; it is audited as it stands, and for as long as a large one needs. */
async function audit(connectionString: string): Promise<Discrepancy[]> {
  const knex = createKnex({ client: 'pg', connection: connectionString })
  try {
    return (await knex.schema.hasTable('entries')) ? await findDiscrepancies(knex) : []
  } finally {
    await knex.destroy()
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
