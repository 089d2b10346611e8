import type { Knex } from 'knex'
import { CreditsError } from '../errors/CreditsError.js'
import { joinWeek, readSeasonRow, type SeasonAt, type SeasonRow, seasonColumns } from './SeasonRecord.js'

/**
 * How a season is locked: `money` lets grants that have read its dates go on and takes its turn among those that take from its
 * budget; `dates` waits for them too.
 */
export type SeasonLock = 'money' | 'dates'

const locks = { money: 'for no key update', dates: 'for update' }

/**
 * Locks a season until the end of the transaction, and takes the time after that.
 *
 * **Errors:** SEASON_NOT_FOUND.
 */
export async function lockSeason(trx: Knex.Transaction, id: number, lock: SeasonLock): Promise<SeasonAt> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(`select from seasons where id = ? ${locks[lock]}`, [id])
  const found = rowCount === 0 ? null : await findSeasonAt(trx, id)
  if (found === null) throw new CreditsError('SEASON_NOT_FOUND')
  return found
}

/** Finds a season as it stands now; null if there is none. */
export async function findSeasonAt(trx: Knex.Transaction, id: number): Promise<SeasonAt | null> {
  const { rows } = await trx.raw<{ rows: (SeasonRow & { now: Date })[] }>(statement, [id])
  const [row] = rows
  return row ? { season: readSeasonRow(row), now: row.now } : null
}

const statement = `
  with clock as materialized (select date_trunc('milliseconds', clock_timestamp()) as now)
  select clock.now, ${seasonColumns} from clock cross join seasons s ${joinWeek('clock.now')} where s.id = ?`
