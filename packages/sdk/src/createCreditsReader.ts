import type { Balance, Credit, Progress } from '@credits-server/contract'
import { type GetCreditOptions, getCredit } from './getCredit.js'
import { type GetCreditsOptions, getCredits } from './getCredits.js'
import { type Entry, type GetEntriesOptions, getEntries } from './getEntries.js'
import { type GetProgressOptions, getProgress } from './getProgress.js'
import { type CreditsClientOptions, readSettings } from './request/ClientSettings.js'
import { createApi } from './request/createApi.js'

/** Typed reads of the Credits Server API. */
export type CreditsReader = {
  /** Returns what a user can spend now. **Errors:** CreditsApiError. **Source:** getCredits. */
  getCredits(address: string, options?: GetCreditsOptions): Promise<Balance>
  /** Returns one credit of a user, used and expired ones too. **Errors:** CreditsApiError. **Source:** getCredit. */
  getCredit(address: string, id: string, options?: GetCreditOptions): Promise<Credit>
  /** Iterates a user's history, newest first, a page at a time. **Errors:** CreditsApiError. **Source:** getEntries. */
  getEntries(address: string, options?: GetEntriesOptions): AsyncGenerator<Entry, void, undefined>
  /** Returns how far a user is with the goals of the season, and what waits to be claimed. **Errors:** CreditsApiError. **Source:** getProgress. */
  getProgress(address: string, options?: GetProgressOptions): Promise<Progress>
}

/**
 * Creates a client that only reads: createCreditsClient without its streams, and half its size.
 *
 * @example
 * const credits = createCreditsReader({ baseUrl: 'http://localhost:3000' })
 * const { totalCredits } = await credits.getCredits('0x70997970c51812dc3a010c7d01b50e0d17dc79c8')
 */
export function createCreditsReader(options: CreditsClientOptions): CreditsReader {
  const api = createApi(readSettings(options))
  return {
    getCredits: (address, options) => getCredits(api, address, options),
    getCredit: (address, id, options) => getCredit(api, address, id, options),
    getEntries: (address, options) => getEntries(api, address, options),
    getProgress: (address, options) => getProgress(api, address, options),
  }
}
