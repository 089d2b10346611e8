import { runStatement } from '../db/runStatement.js'
import type { Transaction } from '../db/Session.js'
import { CreditsError } from '../errors/CreditsError.js'
import { spendByOf } from '../seasons/spendByOf.js'

/** A season that may pay, as a grant sees it. */
export type Season = {
  readonly id: number
  readonly startsAt: Date
  /** The first moment after it, as it is planned. */
  readonly endsAt: Date
  /** When its credits expire: its end and the days of grace. */
  readonly spendBy: Date
  /** Whether it pays even while it is paused. */
  readonly evenPaused: boolean
}

/** Which season, and when. */
export type WantedSeason = {
  readonly id?: number | undefined
  readonly at: Date
  /** Finds a paused season too; refused unless it is set. */
  readonly allowPaused?: boolean | undefined
}

/**
 * Finds the season that is named, else the one that runs at a moment, else null. Its dates stay as they are until the end of
 * the transaction; its budget, and whether it still pays, are judged when the budget is taken.
 *
 * **Errors:** UNKNOWN_SEASON; SEASON_CLOSED, SEASON_PAUSED, also for the one that runs.
 */
export async function findSeason(
  trx: Transaction,
  { id, at, allowPaused = false }: WantedSeason,
): Promise<Season | null> {
  const [row] =
    id === undefined
      ? await runStatement<Row>(trx, findRunning, [at.toISOString()])
      : await runStatement<Row>(trx, findById, [id])
  if (!row && id !== undefined) throw new CreditsError('UNKNOWN_SEASON')
  if (!row) return null
  if (row.closed_at !== null) throw new CreditsError('SEASON_CLOSED')
  if (row.paused_at !== null && !allowPaused) throw new CreditsError('SEASON_PAUSED')
  const dates = { startsAt: row.starts_at, endsAt: row.ends_at, graceDays: row.grace_days }
  return { id: row.id, ...dates, spendBy: spendByOf(dates), evenPaused: allowPaused }
}

type Row = {
  id: number
  starts_at: Date
  ends_at: Date
  grace_days: number
  paused_at: Date | null
  closed_at: Date | null
}

const read = 'select id, starts_at, ends_at, grace_days, paused_at, closed_at from seasons'

// A key share lock keeps nobody from the budget, and an edit of the dates waits for it.
const findById = { name: 'find-season', text: `${read} where id = $1 for key share` }
const findRunning = {
  name: 'find-running-season',
  text: `${read} where starts_at <= $1 and runs_until > $1 limit 1 for key share`,
}
