import type { ManagedSeason } from '@credits-server/contract'
import type { Knex } from 'knex'
import pg from 'pg'
import { transact } from '../db/transact.js'
import { CreditsError } from '../errors/CreditsError.js'
import { lockSeason } from '../seasons/lockSeason.js'
import { presentManagedSeason } from '../seasons/presentManagedSeason.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'

type Deps = { readonly knex: Knex }
type Input = { readonly actor: Actor; readonly id: number }

/**
 * Deletes a season that nothing has happened in, with its goals, and returns it as it was. What has history is known by the
 * database itself: whatever refers to a season or a goal keeps it.
 *
 * **Errors:** FORBIDDEN; SEASON_NOT_FOUND, SEASON_HAS_HISTORY; UNAVAILABLE, OUTCOME_UNKNOWN. **Source:** deleteSeason.
 */
export async function deleteSeason({ knex }: Deps, { actor, id }: Input): Promise<ManagedSeason> {
  authorise(actor, 'seasons:write')
  return transact(knex, async (trx) => {
    // Goals first, as whoever reports progress locks them.
    await trx('goals').where({ season_id: id }).orderBy('id').forUpdate().pluck('id')
    const season = await lockSeason(trx, id, 'dates')
    // Each credit moves the counter in its own transaction; to look for one among millions is left to the key.
    if (season.season.grantedWei > 0n) throw new CreditsError('SEASON_HAS_HISTORY')
    await unlessReferred(trx('goals').where({ season_id: id }).delete())
    await unlessReferred(trx('seasons').where({ id }).delete())
    return presentManagedSeason(season)
  })
}

async function unlessReferred<T>(removal: PromiseLike<T>): Promise<T> {
  try {
    return await removal
  } catch (cause) {
    const isReferred = cause instanceof pg.DatabaseError && cause.code === foreignKeyViolation
    throw isReferred ? new CreditsError('SEASON_HAS_HISTORY') : cause
  }
}

const foreignKeyViolation = '23503'
