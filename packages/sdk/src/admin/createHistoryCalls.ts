import type {
  Balance,
  ExportedCredit,
  ExportedEntry,
  OperatorCredit,
  OperatorEntryPage,
  operations,
} from '@credits-server/contract'
import { isBalance } from '../balance/isBalance.js'
import { isCredit } from '../balance/isCredit.js'
import { type CallOptions, callOperation } from '../request/callOperation.js'
import type { Api } from '../request/createApi.js'
import { type PageOptions, readPages } from '../request/readPages.js'
import { readRows } from '../request/readRows.js'

/** One entry of a user's history, with who and why. */
export type OperatorEntry = OperatorEntryPage['entries'][number]

/** Which credits, and as of when. Times are RFC 3339, from included and to not. Source: the query of listCredits. */
export type ListCreditsOptions = PageOptions &
  Omit<NonNullable<operations['listCredits']['parameters']['query']>, 'limit' | 'cursor'>

/** Which credits. Source: the query of exportCredits. */
export type ExportCreditsOptions = CallOptions &
  Omit<NonNullable<operations['exportCredits']['parameters']['query']>, 'format'>

/** Which entries. Source: the query of exportEntries. */
export type ExportEntriesOptions = CallOptions &
  Omit<NonNullable<operations['exportEntries']['parameters']['query']>, 'format'>

export type AsOfOptions = CallOptions & {
  /** A moment of the past to answer for, RFC 3339. */
  readonly asOf?: string
}

/** Calls that read what was done. **Errors:** CreditsApiError. */
export type HistoryCalls = {
  /** Iterates everybody's credits, newest first, a page at a time. **Source:** listCredits. */
  listCredits(options?: ListCreditsOptions): AsyncGenerator<OperatorCredit, void, undefined>
  /** Returns any credit with its entries. **Source:** getCreditById. */
  getCreditById(id: string, options?: AsOfOptions): Promise<OperatorCredit>
  /** Returns the balance of any user at any moment. **Source:** getUserBalance. */
  getUserBalance(address: string, options?: AsOfOptions): Promise<Balance>
  /** Iterates a user's history with who and why, newest first. **Source:** getUserEntries. */
  getUserEntries(address: string, options?: PageOptions): AsyncGenerator<OperatorEntry, void, undefined>
  /**
   * Iterates all credits as they come, of one moment and oldest first. The loop ends only if all of them have come.
   *
   * **Errors:** CreditsApiError; with `code` NETWORK it broke off, and what has come is not the whole. **Source:** exportCredits.
   */
  exportCredits(options?: ExportCreditsOptions): AsyncGenerator<ExportedCredit, void, undefined>
  /** Iterates the ledger in the same way, by user and version. **Source:** exportEntries. */
  exportEntries(options?: ExportEntriesOptions): AsyncGenerator<ExportedEntry, void, undefined>
}

/** Creates the calls that read what was done. */
export function createHistoryCalls(api: Api): HistoryCalls {
  return {
    listCredits: ({ pageSize, signal, ...query } = {}) =>
      readPages(api, '/credits', 'credits', { pageSize, signal }, { query }),
    getCreditById: (id, { asOf, ...options } = {}) =>
      callOperation(api, 'get', '/credits/{id}', { path: { id }, query: { asOf }, ...options }, isCredit),
    getUserBalance(address, { asOf, ...options } = {}) {
      const input = { path: { address }, query: { asOf }, ...options }
      return callOperation(api, 'get', '/admin/users/{address}/credits', input, isBalance)
    },
    getUserEntries: (address, options) =>
      readPages(api, '/admin/users/{address}/entries', 'entries', options, { path: { address } }),
    exportCredits: ({ signal, ...filter } = {}) =>
      readRows(api.settings, signal, (how) =>
        api.calls.GET('/credits/export', { ...how, params: { query: { ...filter, format: 'ndjson' } } }),
      ),
    exportEntries: ({ signal, ...filter } = {}) =>
      readRows(api.settings, signal, (how) =>
        api.calls.GET('/entries/export', { ...how, params: { query: { ...filter, format: 'ndjson' } } }),
      ),
  }
}
