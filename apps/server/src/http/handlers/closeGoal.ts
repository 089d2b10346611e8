import { closeGoal } from '../../domain/closeGoal.js'
import type { Handler } from '../Handler.js'

/** Answers closeGoal: the goal as it is now. */
export function createCloseGoal(deps: Parameters<typeof closeGoal>[0]): Handler<'closeGoal'> {
  return async function answerCloseGoal({ path }, { actor }) {
    return { status: 200, type: 'application/json', body: await closeGoal(deps, { actor, id: path.goalId }) }
  }
}
