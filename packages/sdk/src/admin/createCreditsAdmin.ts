import { type CreditsClientOptions, readSettings } from '../request/ClientSettings.js'
import { createApi } from '../request/createApi.js'
import { createGoalCalls, type GoalCalls } from './createGoalCalls.js'
import { createGrantCalls, type GrantCalls } from './createGrantCalls.js'
import { createHistoryCalls, type HistoryCalls } from './createHistoryCalls.js'
import { createKeyCalls, type KeyCalls } from './createKeyCalls.js'
import { createRevocationCalls, type RevocationCalls } from './createRevocationCalls.js'
import { createSeasonCalls, type SeasonCalls } from './createSeasonCalls.js'
import { createUserCalls, type UserCalls } from './createUserCalls.js'

export type CreditsAdminOptions = CreditsClientOptions & {
  /** Sent as `Authorization: Bearer …`. It belongs on a server and never in a page. */
  readonly apiKey: string
}

/** Typed calls of the operator. */
export type CreditsAdmin = GrantCalls & SeasonCalls & GoalCalls & UserCalls & KeyCalls & RevocationCalls & HistoryCalls

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
    ...createGrantCalls(api),
    ...createSeasonCalls(api),
    ...createGoalCalls(api),
    ...createUserCalls(api),
    ...createKeyCalls(api),
    ...createRevocationCalls(api),
    ...createHistoryCalls(api),
  }
}
