import type { Progress } from '@credits-server/contract'
import type { Address } from '@credits-server/onchain'
import type { ReadPool } from '../db/openReadPool.js'
import { assertServed } from './assertServed.js'
import { progressStatement } from './progressStatement.js'
import type { StandingRow } from './standingSql.js'

/** Reads a user's progress; `now` (for tests) replaces the database's clock. */
export type ReadProgress = (address: Address, now?: Date) => Promise<Progress>

type Row = StandingRow & {
  season: Progress['season']
  goals: Progress['goals']
  pending: Progress['pendingCredits']
}

/**
 * Creates the reader of progress: one round trip.
 *
 * **Errors:** USER_FLAGGED, USER_NOT_FOUND; UNAVAILABLE.
 */
export function createReadProgress(reads: ReadPool): ReadProgress {
  return async function readProgress(address, now) {
    const [row] = await reads.read<Row>(progressStatement, [address, now?.toISOString() ?? null])
    if (!row) throw new Error('The progress statement returned no row')
    assertServed(row)
    return { season: row.season, goals: row.goals, pendingCredits: row.pending }
  }
}
