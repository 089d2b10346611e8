import type { Credit, GoalReport } from '@credits-server/contract'
import { type CreditsClientOptions, readSettings } from '../request/ClientSettings.js'
import { createApi } from '../request/createApi.js'
import { type ClaimCreditsOptions, claimCredits } from './claimCredits.js'
import { type Grant, type GrantCreditsOptions, grantCredits } from './grantCredits.js'
import { type GoalCalls, manageGoals } from './manageGoals.js'
import { manageSeasons, type SeasonCalls } from './manageSeasons.js'
import { type GoalEvent, type ReportGoalProgressOptions, reportGoalProgress } from './reportGoalProgress.js'

export type CreditsAdminOptions = CreditsClientOptions & {
  /** Sent as `Authorization: Bearer …`. It belongs on a server and never in a page. */
  readonly apiKey: string
}

/** Typed calls of the operator. */
export type CreditsAdmin = {
  /**
   * Grants a credit. One key is one grant, however often it is sent; without a key of yours one is made before the first try
   * and kept over all of them.
   *
   * **Errors:** CreditsApiError; after `code` OUTCOME_UNKNOWN, TIMEOUT or NETWORK the grant may have been made: call again
   * with the same `idempotencyKey`. **Source:** grantCredits.
   */
  grantCredits(address: string, grant: Grant, options?: GrantCreditsOptions): Promise<Credit>
  /**
   * Counts an event towards a goal, once for ever for each `eventId`; the reward of a goal that is reached waits to be claimed.
   * After an error with `retryable` true, or SEASON_PAUSED, report the same event again.
   *
   * **Errors:** CreditsApiError. **Source:** reportGoalProgress.
   *
   * @example
   * const { isCompleted } = await admin.reportGoalProgress('s5-log-in', { address, eventId: 'login-42' })
   */
  reportGoalProgress(goalId: string, event: GoalEvent, options?: ReportGoalProgressOptions): Promise<GoalReport>
  /**
   * Makes a user's pending credits spendable, all of them unless some are named, and returns them with their signatures. It may
   * be repeated; who has lost an answer finds the credits in the balance.
   *
   * **Errors:** CreditsApiError. **Source:** claimCredits.
   */
  claimCredits(address: string, options?: ClaimCreditsOptions): Promise<Credit[]>
} & SeasonCalls &
  GoalCalls

/**
 * Creates a client of the operator.
 *
 * @example
 * const admin = createCreditsAdmin({ baseUrl: 'http://localhost:3000', apiKey: process.env.CREDITS_API_KEY ?? '' })
 * await admin.grantCredits(address, { type: 'on-demand', amount: '12.5', reason: 'Welcome' }, { idempotencyKey: 'order-1' })
 */
export function createCreditsAdmin({ apiKey, ...options }: CreditsAdminOptions): CreditsAdmin {
  const settings = readSettings(options)
  const api = createApi({
    ...settings,
    headers: async () => ({ ...(await settings.headers()), Authorization: `Bearer ${apiKey}` }),
  })
  return {
    grantCredits: (address, grant, options) => grantCredits(api, address, grant, options),
    reportGoalProgress: (goalId, event, options) => reportGoalProgress(api, goalId, event, options),
    claimCredits: (address, options) => claimCredits(api, address, options),
    ...manageSeasons(api),
    ...manageGoals(api),
  }
}
