import type { Credit, Goal, GoalCreation, GoalEdit, GoalReport, operations } from '@credits-server/contract'
import { type CallOptions, callOperation, once } from '../request/callOperation.js'
import type { Api } from '../request/createApi.js'
import { has, hasList } from '../request/isAnswer.js'
import type { ReadonlyDeep } from '../request/ReadonlyDeep.js'

/** An event to report. Source: the body of reportGoalProgress. */
export type GoalEvent = ReadonlyDeep<operations['reportGoalProgress']['requestBody']['content']['application/json']>

export type ClaimCreditsOptions = CallOptions & {
  /** The credits to claim, at most 100; all that is pending unless they are named. */
  readonly creditIds?: readonly string[]
}

/** Calls about the goals of seasons, from their terms to what users make of them. **Errors:** CreditsApiError. */
export type GoalCalls = {
  /** Creates a goal. It is sent once: to send it again is refused with GOAL_EXISTS if it was made. **Source:** createGoal. */
  createGoal(seasonId: number, goal: GoalCreation, options?: CallOptions): Promise<Goal>
  /** Changes what is given of a goal. **Source:** editGoal. */
  editGoal(id: string, edit: GoalEdit, options?: CallOptions): Promise<Goal>
  /** Closes a goal for good. **Source:** closeGoal. */
  closeGoal(id: string, options?: CallOptions): Promise<Goal>
  /**
   * Counts an event towards a goal, once for ever for each `eventId`; the reward of a goal that is reached waits to be claimed.
   * After an error with `retryable` true, or SEASON_PAUSED, report the same event again. **Source:** reportGoalProgress.
   *
   * @example
   * const { isCompleted } = await admin.reportGoalProgress('s5-log-in', { address, eventId: 'login-42' })
   */
  reportGoalProgress(goalId: string, event: GoalEvent, options?: CallOptions): Promise<GoalReport>
  /**
   * Makes a user's pending credits spendable, all of them unless some are named, and returns them with their signatures. It may
   * be repeated; who has lost an answer finds the credits in the balance. **Source:** claimCredits.
   */
  claimCredits(address: string, options?: ClaimCreditsOptions): Promise<Credit[]>
}

const isGoal = has('id', 'reward')

/** Creates the calls about goals. */
export function createGoalCalls(api: Api): GoalCalls {
  return {
    createGoal: (seasonId, body, options) =>
      callOperation(once(api), 'post', '/seasons/{seasonId}/goals', { path: { seasonId }, body, ...options }, isGoal),
    editGoal: (goalId, body, options) =>
      callOperation(api, 'patch', '/goals/{goalId}', { path: { goalId }, body, ...options }, isGoal),
    closeGoal: (goalId, options) =>
      callOperation(api, 'post', '/goals/{goalId}/close', { path: { goalId }, ...options }, isGoal),
    reportGoalProgress: (goalId, body, options) =>
      callOperation(
        api,
        'post',
        '/goals/{goalId}/progress',
        { path: { goalId }, body, ...options },
        has('isCompleted'),
      ),
    async claimCredits(address, { creditIds, ...options } = {}) {
      const input = { path: { address }, body: creditIds ? { creditIds } : {}, ...options }
      return (await callOperation(api, 'post', '/users/{address}/claims', input, hasList('credits'))).credits
    },
  }
}
