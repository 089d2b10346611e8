import type { Knex } from 'knex'
import type { Client } from 'pg'
import { CreditsError } from '../errors/CreditsError.js'
import { isDatabaseLost } from './isDatabaseLost.js'
import { isSilence } from './isSilence.js'
import { ahead, Session } from './Session.js'
import { foundByIndex } from './setUp.js'

/**
 * Runs `work` in one transaction, once. A connection of the pool that has died unnoticed is passed over, as nothing has been
 * done on it; from the first statement of `work` on nothing is tried again.
 *
 * **Errors:** what `work` throws; UNAVAILABLE when the database is lost before the commit, and nothing was done;
 * OUTCOME_UNKNOWN when it is lost at the commit. [V] Of 50 commits whose answer was cut, 50 had been made.
 */
export function transact<T>(knex: Knex, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  return onConnection(knex, (connection, begin) =>
    knex.transaction(
      async (trx) => {
        // [V] knex calls this even when BEGIN has failed, with a transaction that is over.
        if (trx.isCompleted()) throw new Error('BEGIN has failed')
        void ahead(Promise.resolve(trx.raw(byIndex)))
        return begin(() => work(trx))
      },
      { connection },
    ),
  )
}

/**
 * Does as `transact`, for work that consists of named statements. What it has sent and not waited for travels with the COMMIT, and
 * is done if that is.
 *
 * **Errors:** those of transact.
 */
export function transactStatements<T>(knex: Knex, work: (trx: Session) => Promise<T>): Promise<T> {
  return onConnection(knex, async (connection, begin) => {
    const session = new Session(connection)
    await session.run(beginPlanned)
    const result = await begin(() => work(session)).catch(async (error: unknown) => {
      await session.run('ROLLBACK').catch(() => connection.connection.stream.destroy())
      throw error
    })
    await session.commit()
    return result
  })
}

/** Changes look up what they are about, and search for nothing. */
const byIndex = `SET LOCAL ${foundByIndex}`

/**
 * Begins a transaction whose statements are planned once per connection, whatever their values are. By itself Postgres plans a
 * statement over lists anew each time, because it takes an unknown list for a longer one.
 */
const beginPlanned = `BEGIN; SET LOCAL plan_cache_mode = 'force_generic_plan'; ${byIndex}`

/** Runs the work of a transaction that has begun; its commit comes next. */
type Begin = <T>(work: () => Promise<T>) => Promise<T>

/** Tells at which stage of a transaction a connection was lost. */
async function onConnection<T>(knex: Knex, run: (connection: Client, begin: Begin) => Promise<T>): Promise<T> {
  // Each connection of the pool may be dead; the one after those was made for this try, and what it says is true.
  for (let triesLeft = knex.client.config.pool.max; ; triesLeft -= 1) {
    const connection = await acquire(knex)
    let stage = 'connecting' as 'connecting' | 'working' | 'committing'
    try {
      return await run(connection, async (work) => {
        stage = 'working'
        const result = await work().catch((cause: unknown) => {
          dropIfSilent(connection, cause)
          throw cause
        })
        stage = 'committing'
        return result
      })
    } catch (cause) {
      dropIfSilent(connection, cause)
      if (cause instanceof CreditsError) throw cause
      if (stage === 'committing') throw new CreditsError('OUTCOME_UNKNOWN', { cause })
      if (stage === 'working') throw isDatabaseLost(cause) ? new CreditsError('UNAVAILABLE', { cause }) : cause
      // To wait for each connection in turn would take too long.
      if (triesLeft === 0 || isSilence(cause) || !isDatabaseLost(cause))
        throw new CreditsError('UNAVAILABLE', { cause })
    } finally {
      knex.client.releaseConnection(connection)
    }
  }
}

/** What fails here is a new connection. */
async function acquire(knex: Knex): Promise<Client> {
  try {
    return await knex.client.acquireConnection()
  } catch (cause) {
    throw new CreditsError('UNAVAILABLE', { cause })
  }
}

/** Ends a connection that says nothing, so that a ROLLBACK does not wait behind the question, nor the next transaction. */
function dropIfSilent(connection: Client, cause: unknown): void {
  if (isSilence(cause)) connection.connection.stream.destroy()
}
