import type { Knex } from 'knex'
import pg from 'pg'
import { CreditsError } from '../errors/CreditsError.js'

/** Any constant does; it only has to be the same in every instance. */
const scheduleLock = 7_203_121

/**
 * Waits until nobody else changes which season runs when. [V] Two inserts that overlap can each wait for the other at the
 * exclusion constraint, which Postgres ends as a deadlock and not as an overlap; of 3,000 closings beside an edit that ran into
 * the season, 23 ended so.
 */
export async function takeScheduleTurn(trx: Knex.Transaction): Promise<void> {
  await trx.raw('select pg_advisory_xact_lock(?)', [scheduleLock])
}

/**
 * Writes what puts a season into the schedule. It is the database that knows of an overlap and of an id that is taken.
 *
 * **Errors:** SEASON_OVERLAPS, SEASON_EXISTS.
 */
export async function intoSchedule<T>(write: PromiseLike<T>): Promise<T> {
  try {
    return await write
  } catch (cause) {
    if (!(cause instanceof pg.DatabaseError)) throw cause
    if (cause.constraint === 'seasons_do_not_overlap') throw new CreditsError('SEASON_OVERLAPS')
    if (cause.constraint === 'seasons_pkey') throw new CreditsError('SEASON_EXISTS')
    throw cause
  }
}
