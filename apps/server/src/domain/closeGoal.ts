import type { Goal } from '@credits-server/contract'
import type { Knex } from 'knex'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'
import { changeGoal } from './changeGoal.js'

type Deps = { readonly knex: Knex }
type Input = { readonly actor: Actor; readonly id: string }

/**
 * Closes a goal for good: nobody makes progress in it from now on, and what it has paid stays. A closed one stays as it is.
 *
 * **Errors:** FORBIDDEN; GOAL_NOT_FOUND; UNAVAILABLE, OUTCOME_UNKNOWN. **Source:** closeGoal.
 */
export async function closeGoal({ knex }: Deps, { actor, id }: Input): Promise<Goal> {
  authorise(actor, 'goals:write')
  return changeGoal(knex, { author: actor, id }, async (trx, { closed_at }) =>
    closed_at === null ? { closed_at: trx.raw("date_trunc('milliseconds', clock_timestamp())") } : {},
  )
}
