import pg from 'pg'
import { DatabaseReplacedError } from './assertSameDatabase.js'
import { isSilence } from './isSilence.js'

/**
 * SQLSTATE classes and codes that say "not now" rather than "wrong": connection exceptions, too many connections, operator
 * intervention (shutdown, restart, cancelled by a timeout), a system error, a lock not had in time or only by a deadlock, a
 * read-only database.
 */
const passing = /^(08|53|57|58)|^(40P01|55P03|25006)$/

/** What the socket says. */
const unreachable = /^(ECONN|EPIPE|ENOENT|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_AGAIN|EACCES)/

/** What pg and knex say; knex puts the statement before it (`ROLLBACK - Connection terminated …`). */
const broken =
  /(^| - )(Connection terminated|timeout (exceeded|expired)|Client has encountered|Client was closed|Knex: Timeout|Cannot use a pool after|Unable to acquire)/i

/**
 * Tells trouble that passes, which is answered 503, from a mistake of ours, which is 500. An error without a SQLSTATE
 * came from the socket or the pool, not from Postgres.
 */
export function isDatabaseLost(error: unknown): boolean {
  if (error instanceof DatabaseReplacedError || isSilence(error)) return true
  if (error instanceof pg.DatabaseError) return passing.test(error.code ?? '')
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return unreachable.test(code) || broken.test(error.message)
}
