import type { Goal, GoalCreation, GoalEdit } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'

export type GoalCallOptions = { readonly signal?: AbortSignal }

/** Calls of the operator about the goals of seasons. **Errors:** CreditsApiError. */
export type GoalCalls = {
  /** Creates a goal. It is sent once: to send it again is refused with GOAL_EXISTS if it was made. **Source:** createGoal. */
  createGoal(seasonId: number, goal: GoalCreation, options?: GoalCallOptions): Promise<Goal>
  /** Changes what is given of a goal. **Source:** editGoal. */
  editGoal(id: string, edit: GoalEdit, options?: GoalCallOptions): Promise<Goal>
  /** Closes a goal for good. **Source:** closeGoal. */
  closeGoal(id: string, options?: GoalCallOptions): Promise<Goal>
}

/** Creates the calls about goals. */
export function manageGoals({ calls, settings }: Api): GoalCalls {
  const answer = ({ signal }: GoalCallOptions = {}) => ({ signal, isAnswer: isGoal })
  return {
    async createGoal(seasonId, body, options) {
      const once = { ...settings, retry: { ...settings.retry, tries: 1 } }
      const init = { params: { path: { seasonId } }, headers: await settings.headers(), body }
      return sendRequest(once, answer(options), (signal) =>
        calls.POST('/seasons/{seasonId}/goals', { ...init, signal }),
      )
    },
    async editGoal(goalId, body, options) {
      const init = { params: { path: { goalId } }, headers: await settings.headers(), body }
      return sendRequest(settings, answer(options), (signal) => calls.PATCH('/goals/{goalId}', { ...init, signal }))
    },
    async closeGoal(goalId, options) {
      const init = { params: { path: { goalId } }, headers: await settings.headers() }
      return sendRequest(settings, answer(options), (signal) =>
        calls.POST('/goals/{goalId}/close', { ...init, signal }),
      )
    },
  }
}

function isGoal(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'id' in value && 'reward' in value
}
