import type { Knex } from 'knex'
import type { GoalRow } from '../seasons/presentGoal.js'

/** Tells whether anyone has worked for a goal, locked, or was paid for it. */
export async function goalHasHistory(
  trx: Knex.Transaction,
  { id, season_id }: Pick<GoalRow, 'id' | 'season_id'>,
): Promise<boolean> {
  const worked = await trx('goal_progress').where({ goal_id: id }).first('goal_id')
  // The demo's seed pays without progress.
  return worked !== undefined || (await trx('credits').where({ season_id, goal_id: id }).first('id')) !== undefined
}
