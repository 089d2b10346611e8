import type { Balance, Credit, EntryPage, Goal, Progress, Season, SeasonOverview } from '@credits-server/contract'
import { isBalance } from './balance/isBalance.js'
import { isCredit } from './balance/isCredit.js'
import { type CreditsClientOptions, readSettings } from './request/ClientSettings.js'
import { type CallOptions, callOperation } from './request/callOperation.js'
import { createApi } from './request/createApi.js'
import { has } from './request/isAnswer.js'
import { type PageOptions, readPages } from './request/readPages.js'

export type GetCreditsOptions = CallOptions & {
  /** Lists only the credits of this status; the totals stay those of all. */
  readonly status?: 'AVAILABLE' | 'PARTIALLY_USED' | undefined
}

/** One entry of a user's history. */
export type Entry = EntryPage['entries'][number]

/** Typed reads of the Credits Server API. */
export type CreditsReader = {
  /** Returns what a user can spend now. **Errors:** CreditsApiError. **Source:** getCredits. */
  getCredits(address: string, options?: GetCreditsOptions): Promise<Balance>
  /** Returns one credit of a user, used and expired ones too. **Errors:** CreditsApiError. **Source:** getCredit. */
  getCredit(address: string, id: string, options?: CallOptions): Promise<Credit>
  /** Iterates a user's history, newest first, a page at a time. **Errors:** CreditsApiError. **Source:** getEntries. */
  getEntries(address: string, options?: PageOptions): AsyncGenerator<Entry, void, undefined>
  /** Returns how far a user is with the goals of the season, and what waits to be claimed. **Errors:** CreditsApiError. **Source:** getProgress. */
  getProgress(address: string, options?: CallOptions): Promise<Progress>
  /** Returns the season that runs. **Errors:** CreditsApiError, with `code` SEASON_NOT_FOUND if none does. **Source:** getCurrentSeason. */
  getCurrentSeason(options?: CallOptions): Promise<Season>
  /** Returns the seasons that are over, the one that runs and the next one. **Errors:** CreditsApiError. **Source:** getSeasons. */
  getSeasons(options?: CallOptions): Promise<SeasonOverview>
  /** Iterates the goals of a season, a page at a time. **Errors:** CreditsApiError. **Source:** getGoals. */
  getGoals(seasonId: number, options?: PageOptions): AsyncGenerator<Goal, void, undefined>
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
    getCredits: (address, { status, ...options } = {}) =>
      callOperation(
        api,
        'get',
        '/users/{address}/credits',
        { path: { address }, query: { status }, ...options },
        isBalance,
      ),
    getCredit: (address, id, options) =>
      callOperation(api, 'get', '/users/{address}/credits/{id}', { path: { address, id }, ...options }, isCredit),
    getEntries: (address, options) =>
      readPages(api, '/users/{address}/entries', 'entries', options, { path: { address } }),
    getProgress: (address, options) =>
      callOperation(api, 'get', '/users/{address}/progress', { path: { address }, ...options }, has('goals')),
    getCurrentSeason: (options) => callOperation(api, 'get', '/season', { ...options }, has('startDate')),
    getSeasons: (options) => callOperation(api, 'get', '/seasons', { ...options }, has('current')),
    getGoals: (seasonId, options) =>
      readPages(api, '/seasons/{seasonId}/goals', 'goals', options, { path: { seasonId } }),
  }
}
