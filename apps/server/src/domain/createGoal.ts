import type { Goal, GoalCreation } from '@credits-server/contract'
import { parseMana } from '@credits-server/onchain'
import type { Knex } from 'knex'
import { aimAt } from '../audit/Author.js'
import { commitWrite } from '../audit/commitWrite.js'
import { CreditsError } from '../errors/CreditsError.js'
import { lockSeason } from '../seasons/lockSeason.js'
import { goalColumns, presentGoal } from '../seasons/presentGoal.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'

type Deps = { readonly knex: Knex }
type Input = { readonly actor: Actor; readonly seasonId: number; readonly goal: GoalCreation }

/**
 * Creates a goal in a season that is not closed.
 *
 * **Errors:** FORBIDDEN; SEASON_NOT_FOUND; GOAL_EXISTS; SEASON_CLOSED; UNAVAILABLE, OUTCOME_UNKNOWN. **Source:** createGoal.
 */
export async function createGoal({ knex }: Deps, { actor, seasonId, goal }: Input): Promise<Goal> {
  authorise(actor, 'goals:write')
  return commitWrite(knex, aimAt(actor, goal.id, { seasonId }), async (trx) => {
    const { season } = await lockSeason(trx, seasonId, 'money')
    if (season.closedAt !== null) throw new CreditsError('SEASON_CLOSED')
    const row = {
      id: goal.id,
      season_id: seasonId,
      title: goal.title,
      description: goal.description ?? null,
      thumbnail: goal.thumbnail ?? null,
      period: goal.period,
      steps: goal.steps,
      reward_wei: String(parseMana(goal.reward)),
    }
    const [created] = await trx('goals')
      .insert(row)
      .onConflict('id')
      .ignore()
      .returning([...goalColumns])
    if (!created) throw new CreditsError('GOAL_EXISTS')
    return presentGoal(created)
  })
}
