import type { Goal, GoalEdit } from '@credits-server/contract'
import { parseMana } from '@credits-server/onchain'
import type { Knex } from 'knex'
import { CreditsError } from '../errors/CreditsError.js'
import type { GoalRow } from '../seasons/presentGoal.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'
import { changeGoal } from './changeGoal.js'
import { goalHasHistory } from './goalHasHistory.js'

type Deps = { readonly knex: Knex }
type Input = { readonly actor: Actor; readonly id: string; readonly edit: GoalEdit }

/**
 * Changes what is sent of a goal. What it pays for what is frozen by its first progress or credit: people work for it.
 *
 * **Errors:** FORBIDDEN; GOAL_NOT_FOUND; GOAL_FROZEN; UNAVAILABLE, OUTCOME_UNKNOWN. **Source:** editGoal.
 */
export async function editGoal({ knex }: Deps, { actor, id, edit }: Input): Promise<Goal> {
  authorise(actor, 'goals:write')
  const { title, description, thumbnail } = edit
  return changeGoal(knex, { author: actor, id }, async (trx, goal) => {
    const terms = termChanges(goal, edit)
    if (Object.keys(terms).length > 0 && (await goalHasHistory(trx, goal))) throw new CreditsError('GOAL_FROZEN')
    return {
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      ...(thumbnail === undefined ? {} : { thumbnail }),
      ...terms,
    }
  })
}

/** What would be another term than it has; to send the one that it has changes nothing. */
function termChanges(goal: GoalRow, { period, steps, reward }: GoalEdit) {
  return {
    ...(period === undefined || period === goal.period ? {} : { period }),
    ...(steps === undefined || steps === goal.steps ? {} : { steps }),
    ...(reward === undefined || parseMana(reward) === BigInt(goal.reward_wei)
      ? {}
      : { reward_wei: String(parseMana(reward)) }),
  }
}
