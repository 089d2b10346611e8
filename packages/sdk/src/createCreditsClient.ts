import type { Balance, Credit, paths } from '@credits-server/contract'
import createClient from 'openapi-fetch'
import { type GetCreditOptions, getCredit } from './getCredit.js'
import { type GetCreditsOptions, getCredits } from './getCredits.js'

export type CreditsClientOptions = {
  /** Where the server is, such as `https://credits.decentraland.org`. */
  readonly baseUrl: string
  /** Used for every request; the runtime's own by default. */
  readonly fetch?: typeof fetch
}

/** Typed calls of the Credits Server API. */
export type CreditsClient = {
  /** Returns what a user can spend now. **Errors:** CreditsApiError. **Source:** getCredits. */
  getCredits(address: string, options?: GetCreditsOptions): Promise<Balance>
  /** Returns one credit of a user, used and expired ones too. **Errors:** CreditsApiError. **Source:** getCredit. */
  getCredit(address: string, id: string, options?: GetCreditOptions): Promise<Credit>
}

/**
 * Creates a client of a credits server.
 *
 * @example
 * const credits = createCreditsClient({ baseUrl: 'http://localhost:3000' })
 * const { totalCredits } = await credits.getCredits('0x70997970c51812dc3a010c7d01b50e0d17dc79c8')
 */
export function createCreditsClient({ baseUrl, fetch = globalThis.fetch }: CreditsClientOptions): CreditsClient {
  const api = createClient<paths>({ baseUrl, fetch: (request) => fetch(request) })
  return {
    getCredits: (address, options) => getCredits(api, address, options),
    getCredit: (address, id, options) => getCredit(api, address, id, options),
  }
}
