import type { Knex } from 'knex'
import { CreditsError } from '../errors/CreditsError.js'
import { mondayOf } from '../seasons/mondayOf.js'

/** A goal as those see it who earn with it. */
export type Goal = {
  readonly id: string
  readonly seasonId: number
  readonly steps: number
  readonly rewardWei: bigint
  /** Whether nobody makes progress in it any more; what was earned before is paid all the same. */
  readonly isClosed: boolean
  /** What a moment of its season belongs to: the Monday of its week, or `season:<id>`. */
  periodOf(at: Date): string
  /** Why its season pays nothing at a moment, null if it does. */
  closedAt(at: Date): 'SEASON_NOT_RUNNING' | 'SEASON_PAUSED' | null
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
    // An edit of its terms waits for whoever has read them.
    .forKeyShare('goals')
    .first('season_id', 'steps', 'reward_wei', 'period', 'goals.closed_at', 'starts_at', 'runs_until', 'paused_at')
  if (!row) throw new CreditsError('GOAL_NOT_FOUND')
  return {
    id,
    seasonId: row.season_id,
    steps: row.steps,
    rewardWei: BigInt(row.reward_wei),
    isClosed: row.closed_at !== null,
    periodOf: (at) => (row.period === 'once' ? `season:${row.season_id}` : mondayOf(at).toISOString().slice(0, 10)),
    closedAt: (at) => {
      if (at < row.starts_at || at >= row.runs_until) return 'SEASON_NOT_RUNNING'
      return row.paused_at === null ? null : 'SEASON_PAUSED'
    },
  }
}
