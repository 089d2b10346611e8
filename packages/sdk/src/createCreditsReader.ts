import type {
  Balance,
  Credit,
  EntryPage,
  Goal,
  Progress,
  Season,
  SeasonOverview,
  Signer,
  Transaction,
} from '@credits-server/contract'
import { isBalance } from './balance/isBalance.js'
import { isCredit } from './balance/isCredit.js'
import { type CreditsClientOptions, readSettings } from './request/ClientSettings.js'
import type { CallOptions } from './request/callOperation.js'
import { createApi } from './request/createApi.js'
import { has } from './request/isAnswer.js'
import { readOperation } from './request/readOperation.js'
import { type PageOptions, readPages } from './request/readPages.js'

export type GetCreditOptions = CallOptions & {
  /**
   * Waits on the server until the user's balance is of this version, at most 10 s, and then answers what is. For whoever knows
   * that something has happened; waitForSpend says which version has it.
   */
  readonly minVersion?: number | undefined
}

export type GetCreditsOptions = GetCreditOptions & {
  /** Lists only the credits of this status; the totals stay those of all. */
  readonly status?: 'AVAILABLE' | 'PARTIALLY_USED' | undefined
}

export type GetTransactionOptions = CallOptions & {
  /**
   * Waits on the server until the transaction is in a block that is in (`seen`), under as many confirmations as the server asks
   * for (`confirmed`), or where no reorg reaches (`final`): at most 10 s, and then answers what is.
   */
  readonly until?: 'seen' | 'confirmed' | 'final' | undefined
}

/** One entry of a user's history. */
export type Entry = EntryPage['entries'][number]

/** Typed reads of the Credits Server API. */
export type CreditsReader = {
  /** Returns what a user can spend now. **Errors:** CreditsApiError. **Source:** getCredits. */
  getCredits(address: string, options?: GetCreditsOptions): Promise<Balance>
  /** Returns one credit of a user, used and expired ones too. **Errors:** CreditsApiError. **Source:** getCredit. */
  getCredit(address: string, id: string, options?: GetCreditOptions): Promise<Credit>
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
  /** Returns who signs credits, for which contract, and who else has signed. **Errors:** CreditsApiError. **Source:** getSigner. */
  getSigner(options?: CallOptions): Promise<Signer>
  /** Returns what a transaction on chain has taken from credits, and how deep it is. **Errors:** CreditsApiError. **Source:** getTransaction. */
  getTransaction(hash: string, options?: GetTransactionOptions): Promise<Transaction>
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
    getCredits: (address, options) => readOperation(api, '/users/{address}/credits', isBalance, options, { address }),
    getCredit: (address, id, options) =>
      readOperation(api, '/users/{address}/credits/{id}', isCredit, options, { address, id }),
    getEntries: (address, options) =>
      readPages(api, '/users/{address}/entries', 'entries', options, { path: { address } }),
    getProgress: (address, options) =>
      readOperation(api, '/users/{address}/progress', has('goals'), options, { address }),
    getCurrentSeason: (options) => readOperation(api, '/season', has('startDate'), options),
    getSeasons: (options) => readOperation(api, '/seasons', has('current'), options),
    getGoals: (seasonId, options) =>
      readPages(api, '/seasons/{seasonId}/goals', 'goals', options, { path: { seasonId } }),
    getSigner: (options) => readOperation(api, '/signer', has('address'), options),
    getTransaction: (hash, options) => readOperation(api, '/transactions/{hash}', has('state'), options, { hash }),
  }
}
