import { editGoal } from '../../domain/editGoal.js'
import type { Handler } from '../Handler.js'

/** Answers editGoal: the goal as it is now. */
export function createEditGoal(deps: Parameters<typeof editGoal>[0]): Handler<'editGoal'> {
  return async function answerEditGoal({ path, body }, { actor }) {
    return { status: 200, type: 'application/json', body: await editGoal(deps, { actor, id: path.goalId, edit: body }) }
  }
}
