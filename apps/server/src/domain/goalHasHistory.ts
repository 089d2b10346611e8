import type { Knex } from 'knex'
import type { GoalRow } from '../seasons/presentGoal.js'

/** Tells whether a goal, locked, has paid anyone yet. */
export async function goalHasHistory(
  trx: Knex.Transaction,
  { id, season_id }: Pick<GoalRow, 'id' | 'season_id'>,
): Promise<boolean> {
  return (await trx('credits').where({ season_id, goal_id: id }).first('id')) !== undefined
}
