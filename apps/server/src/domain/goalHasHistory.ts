import type { Knex } from 'knex'
import type { GoalRow } from '../seasons/presentGoal.js'

/** Tells whether anybody has made progress in a goal, locked, or was paid for it. */
export async function goalHasHistory(
  trx: Knex.Transaction,
  { id, season_id }: Pick<GoalRow, 'id' | 'season_id'>,
): Promise<boolean> {
  if ((await trx('goal_progress').where({ goal_id: id }).first('goal_id')) !== undefined) return true
  return (await trx('credits').where({ season_id, goal_id: id }).first('id')) !== undefined
}
