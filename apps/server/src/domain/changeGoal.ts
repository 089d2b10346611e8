import type { Goal } from '@credits-server/contract'
import type { Knex } from 'knex'
import type { Author } from '../audit/Author.js'
import { commitWrite } from '../audit/commitWrite.js'
import { CreditsError } from '../errors/CreditsError.js'
import { type GoalRow, goalColumns, presentGoal } from '../seasons/presentGoal.js'

/**
 * Changes one goal in a transaction of its own and returns it as it is afterwards. It waits for whoever is about to refer to
 * the goal, and who refers to it later waits for this.
 *
 * **Errors:** GOAL_NOT_FOUND; those of `change`; UNAVAILABLE, OUTCOME_UNKNOWN.
 */
export async function changeGoal(
  knex: Knex,
  { author, id }: { readonly author: Author; readonly id: string },
  change: (trx: Knex.Transaction, goal: GoalRow) => Promise<Readonly<Record<string, unknown>>>,
): Promise<Goal> {
  return commitWrite(knex, author, async (trx) => {
    const goal: GoalRow | undefined = await trx('goals')
      .where({ id })
      .forUpdate()
      .first(...goalColumns)
    if (goal === undefined) throw new CreditsError('GOAL_NOT_FOUND')
    const columns = await change(trx, goal)
    if (Object.keys(columns).length === 0) return presentGoal(goal)
    const [changed] = await trx('goals')
      .where({ id })
      .update(columns)
      .returning([...goalColumns])
    return presentGoal(changed)
  })
}
