import type { ExportedCredit } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { type ExportOptions, iterateRows } from './iterateRows.js'
import type { CreditListFilter } from './listCredits.js'

/** Which credits. Source: the query of exportCredits. */
export type CreditExportFilter = Omit<CreditListFilter, 'asOf'>

/** Calls exportCredits and iterates its rows as they come. */
export function exportCredits(
  { calls, settings }: Api,
  filter: CreditExportFilter = {},
  options?: ExportOptions,
): AsyncGenerator<ExportedCredit, void, undefined> {
  return iterateRows(settings, options, (how) =>
    calls.GET('/credits/export', { ...how, params: { query: { ...filter, format: 'ndjson' } } }),
  )
}
