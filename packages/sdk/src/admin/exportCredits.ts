import type { ExportedCredit } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { type Exported, type ExportFormat, type ExportOptions, iterateExport } from './iterateExport.js'
import type { CreditListFilter } from './listCredits.js'

/** Which credits. Source: the query of exportCredits. */
export type CreditExportFilter = Omit<CreditListFilter, 'asOf'>

/** Calls exportCredits and iterates its rows, or the text of its CSV, as they come. */
export function exportCredits<Format extends ExportFormat = 'ndjson'>(
  { calls, settings }: Api,
  filter: CreditExportFilter = {},
  options: ExportOptions<Format> = {},
): Exported<Format, ExportedCredit> {
  return iterateExport(settings, options, (format, how) =>
    calls.GET('/credits/export', { ...how, params: { query: { ...filter, format } } }),
  )
}
