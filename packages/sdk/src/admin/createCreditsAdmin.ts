import type { Credit } from '@credits-server/contract'
import { type CreditsClientOptions, readSettings } from '../request/ClientSettings.js'
import { createApi } from '../request/createApi.js'
import { type Grant, type GrantCreditsOptions, grantCredits } from './grantCredits.js'

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
}

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
  }
}
