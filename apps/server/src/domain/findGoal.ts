import type { Knex } from 'knex'
import { CreditsError } from '../errors/CreditsError.js'
import { mondayOf } from '../seasons/mondayOf.js'

/** A goal as those see it who earn with it. */
export type Goal = {
  readonly id: string
  readonly seasonId: number
  readonly steps: number
  readonly rewardWei: bigint
  /** What a moment of its season belongs to: the Monday of its week, or `season:<id>`. */
  periodOf(at: Date): string
  /** Why nothing can be earned with it at a moment, null if it can. */
  closedAt(at: Date): 'SEASON_NOT_RUNNING' | 'SEASON_CLOSED' | 'SEASON_PAUSED' | null
}

/**
 * Finds a goal and the season it is of.
 *
 * **Errors:** GOAL_NOT_FOUND.
 */
export async function findGoal(trx: Knex.Transaction, id: string): Promise<Goal> {
  const row = await trx('goals')
    .join('seasons', 'seasons.id', 'goals.season_id')
    .where('goals.id', id)
    .first('season_id', 'steps', 'reward_wei', 'period', 'starts_at', 'ends_at', 'paused_at', {
      season_closed_at: 'seasons.closed_at',
    })
  if (!row) throw new CreditsError('GOAL_NOT_FOUND')
  return {
    id,
    seasonId: row.season_id,
    steps: row.steps,
    rewardWei: BigInt(row.reward_wei),
    periodOf: (at) => (row.period === 'once' ? `season:${row.season_id}` : mondayOf(at).toISOString().slice(0, 10)),
    closedAt: (at) => {
      if (at < row.starts_at || at >= row.ends_at) return 'SEASON_NOT_RUNNING'
      if (row.season_closed_at !== null) return 'SEASON_CLOSED'
      return row.paused_at === null ? null : 'SEASON_PAUSED'
    },
  }
}
