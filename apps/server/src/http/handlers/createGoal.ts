import { createGoal } from '../../domain/createGoal.js'
import type { Handler } from '../Handler.js'

/** Answers createGoal: 201 with the goal. */
export function createCreateGoal(deps: Parameters<typeof createGoal>[0]): Handler<'createGoal'> {
  return async function answerCreateGoal({ path, body }, { actor }) {
    return {
      status: 201,
      type: 'application/json',
      body: await createGoal(deps, { actor, seasonId: path.seasonId, goal: body }),
    }
  }
}
