import knex, { type Knex } from 'knex'
import type { Client } from 'pg'
import { neverCompiled, setUp } from './setUp.js'

/** Transactions and management; their limits make a stuck lock a clear answer instead of a queue. */
const sessionLimits = {
  application_name: 'credits-server',
  statement_timeout: 5_000,
  lock_timeout: 2_000,
  idle_in_transaction_session_timeout: 10_000,
  // Of our own: Postgres has given up by then, and who still says nothing is not there any more.
  query_timeout: 6_000,
  connectionTimeoutMillis: 2_000,
  keepAlive: true,
  // What a transaction sends without waiting for answers goes out at once; whatever waits is not touched by it.
  pipeline: true,
}

/**
 * Opens the pool of writes. Each new connection is compared with the ledger's identity before anything runs on it,
 * so a failover to a stale copy is noticed by the first connection that reaches it.
 *
 * **Errors:** one of which `isDatabaseLost` is true, when a connection cannot be had.
 */
export function openKnex(connectionString: string, { checkIdentity = true } = {}): Knex {
  return knex({
    client: 'pg',
    connection: { connectionString, ...sessionLimits },
    acquireConnectionTimeout: 2_000,
    // What fails is thrown to who asked; knex would print it too, on lines that are not JSON.
    log: { debug: ignore, deprecate: ignore, error: ignore, warn: ignore },
    pool: {
      min: 0,
      max: 10,
      createTimeoutMillis: 3_000,
      afterCreate: whenMade(setUp([neverCompiled], checkIdentity)),
    },
  })
}

/** [V] knex forgets a connection that is refused here, and its session would stay open. */
function whenMade(prepare: (connection: Client) => Promise<void>) {
  return (connection: Client, done: (error?: Error) => void): void => {
    prepare(connection).then(
      () => done(),
      (error: Error) => void connection.end().finally(() => done(error)),
    )
  }
}

function ignore(): void {}
