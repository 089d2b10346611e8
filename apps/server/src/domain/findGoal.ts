import type { Knex } from 'knex'
import { CreditsError } from '../errors/CreditsError.js'
import { mondayOf } from '../seasons/mondayOf.js'

/** A goal as those see it who earn with it. */
export type Goal = {
  readonly id: string
  readonly seasonId: number
  readonly steps: number
  readonly rewardWei: bigint
  /** Whether nobody makes progress in it any more; what was earned with it is paid all the same. */
  readonly isClosed: boolean
  /** What a moment of its season belongs to: the Monday of its week, or `season:<id>`. */
  periodOf(at: Date): string
  /** Why its season pays nothing at a moment, null if it does. */
  refusalAt(at: Date): 'SEASON_CLOSED' | 'SEASON_NOT_RUNNING' | 'SEASON_PAUSED' | null
}

type Row = {
  season_id: number
  starts_at: Date
  ends_at: Date
  paused_at: Date | null
  season_closed_at: Date | null
  steps: number
  reward_wei: string
  period: 'weekly' | 'once'
  closed_at: Date | null
}

/**
 * Finds a goal and the season it is of, whose terms and dates stay as they are until the end of the transaction. The season
 * is locked before its goal, as by whoever deletes them.
 *
 * **Errors:** GOAL_NOT_FOUND.
 */
export async function findGoal(trx: Knex.Transaction, id: string): Promise<Goal> {
  const { rows } = await trx.raw<{ rows: Row[] }>(statement, { id })
  const [row] = rows
  if (row === undefined) throw new CreditsError('GOAL_NOT_FOUND')
  return {
    id,
    seasonId: row.season_id,
    steps: row.steps,
    rewardWei: BigInt(row.reward_wei),
    isClosed: row.closed_at !== null,
    periodOf: (at) => (row.period === 'once' ? `season:${row.season_id}` : mondayOf(at).toISOString().slice(0, 10)),
    refusalAt: (at) => {
      if (row.season_closed_at !== null) return 'SEASON_CLOSED'
      if (at < row.starts_at || at >= row.ends_at) return 'SEASON_NOT_RUNNING'
      return row.paused_at === null ? null : 'SEASON_PAUSED'
    },
  }
}

/** Key share locks keep nobody from the budget, and an edit of dates or terms waits for them. */
const statement = `
  with season as materialized (
    select id as season_id, starts_at, ends_at, paused_at, closed_at as season_closed_at
    from seasons where id = (select season_id from goals where id = :id)
    for key share
  ),
  goal as materialized (
    select steps, reward_wei, period, closed_at
    from goals where id = :id and season_id = (select season_id from season)
    for key share
  )
  select * from season cross join goal`
