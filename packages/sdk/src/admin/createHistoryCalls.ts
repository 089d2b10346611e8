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
import { type Exported, type ExportFormat, type ExportOptions, readExport } from '../request/readExport.js'
import { type PageOptions, readPages } from '../request/readPages.js'

/** One entry of a user's history, with who and why. */
export type OperatorEntry = OperatorEntryPage['entries'][number]

/** Which credits, and as of when. Times are RFC 3339, from included and to not. Source: the query of listCredits. */
export type ListCreditsOptions = PageOptions &
  Omit<NonNullable<operations['listCredits']['parameters']['query']>, 'limit' | 'cursor'>

/** Which credits. Source: the query of exportCredits. */
export type ExportCreditsOptions<Format extends ExportFormat = 'ndjson'> = ExportOptions<Format> &
  Omit<NonNullable<operations['exportCredits']['parameters']['query']>, 'format'>

/** Which entries. Source: the query of exportEntries. */
export type ExportEntriesOptions<Format extends ExportFormat = 'ndjson'> = ExportOptions<Format> &
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
   * Iterates all credits as they come, of one moment and oldest first; with `format: 'csv'` pieces of the text of a file for a
   * spreadsheet. The loop ends only if all of it has come.
   *
   * **Errors:** CreditsApiError; with `code` NETWORK it broke off, and what has come is not the whole. **Source:** exportCredits.
   */
  exportCredits<Format extends ExportFormat = 'ndjson'>(
    options?: ExportCreditsOptions<Format>,
  ): Exported<Format, ExportedCredit>
  /** Iterates the ledger in the same way, by user and version. **Errors:** as exportCredits. **Source:** exportEntries. */
  exportEntries<Format extends ExportFormat = 'ndjson'>(
    options?: ExportEntriesOptions<Format>,
  ): Exported<Format, ExportedEntry>
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
    exportCredits: <Format extends ExportFormat>({ format, signal, ...filter }: ExportCreditsOptions<Format> = {}) =>
      readExport<Format, ExportedCredit>(api.settings, { format, signal }, (format, how) =>
        api.calls.GET('/credits/export', { ...how, params: { query: { ...filter, format } } }),
      ),
    exportEntries: <Format extends ExportFormat>({ format, signal, ...filter }: ExportEntriesOptions<Format> = {}) =>
      readExport<Format, ExportedEntry>(api.settings, { format, signal }, (format, how) =>
        api.calls.GET('/entries/export', { ...how, params: { query: { ...filter, format } } }),
      ),
  }
}
