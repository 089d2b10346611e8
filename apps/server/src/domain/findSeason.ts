import type { Knex } from 'knex'
import { CreditsError } from '../errors/CreditsError.js'

/** A season as a grant sees it. */
export type Season = {
  readonly id: number
  /** The first moment after it. */
  readonly endsAt: Date
  /** When its credits expire: its end and the days of grace. */
  readonly spendBy: Date
}

const dayMs = 86_400_000

/**
 * Finds the season that is named, else the one that runs at a moment, else null.
 *
 * **Errors:** UNKNOWN_SEASON.
 */
export async function findSeason(
  trx: Knex.Transaction,
  { id, at }: { readonly id: number | undefined; readonly at: Date },
): Promise<Season | null> {
  const seasons = trx('seasons').select('id', 'ends_at', 'grace_days')
  const row = await (id === undefined
    ? seasons.where('starts_at', '<=', at).where('ends_at', '>', at).first()
    : seasons.where({ id }).first())
  if (!row && id !== undefined) throw new CreditsError('UNKNOWN_SEASON')
  if (!row) return null
  return { id: row.id, endsAt: row.ends_at, spendBy: new Date(row.ends_at.getTime() + row.grace_days * dayMs) }
}
