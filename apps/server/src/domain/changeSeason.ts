import type { Knex } from 'knex'
import type { Author } from '../audit/Author.js'
import { commitWrite } from '../audit/commitWrite.js'
import { findSeasonAt, lockSeason, type SeasonLock } from '../seasons/lockSeason.js'
import type { SeasonAt } from '../seasons/SeasonRecord.js'
import { intoSchedule, takeScheduleTurn } from '../seasons/takeScheduleTurn.js'

/** Columns of a season with their new values. */
export type SeasonChange = Readonly<Record<string, unknown>>

/** Which season, and how it is held; what changes when it runs takes its turn in the schedule too. */
type Target = {
  readonly author: Author
  readonly id: number
  readonly lock: SeasonLock
  readonly inSchedule?: boolean
}

/**
 * Changes one season in a transaction of its own and returns it as it is afterwards. Grants take the same row's lock before
 * they commit, so what is changed here holds for each of them that comes later.
 *
 * **Errors:** SEASON_NOT_FOUND; SEASON_OVERLAPS; those of `change`; UNAVAILABLE, OUTCOME_UNKNOWN.
 */
export async function changeSeason(
  knex: Knex,
  { author, id, lock, inSchedule = lock === 'dates' }: Target,
  change: (found: SeasonAt) => SeasonChange,
): Promise<SeasonAt> {
  return commitWrite(knex, author, async (trx) => {
    const found = await lockSeason(trx, id, lock)
    const columns = change(found)
    if (Object.keys(columns).length === 0) return found
    // After the row, which may be waited for: whoever has the turn waits for nobody's row, so it is soon the next one's.
    if (inSchedule) await takeScheduleTurn(trx)
    await intoSchedule(trx('seasons').where({ id }).update(columns))
    return (await findSeasonAt(trx, id)) ?? found
  })
}
