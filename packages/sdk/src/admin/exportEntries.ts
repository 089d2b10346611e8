import type { ExportedEntry, operations } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { type Exported, type ExportFormat, type ExportOptions, iterateExport } from './iterateExport.js'

/** Which entries. Source: the query of exportEntries. */
export type EntryExportFilter = Omit<NonNullable<operations['exportEntries']['parameters']['query']>, 'format'>

/** Calls exportEntries and iterates its rows, or the text of its CSV, as they come. */
export function exportEntries<Format extends ExportFormat = 'ndjson'>(
  { calls, settings }: Api,
  filter: EntryExportFilter = {},
  options: ExportOptions<Format> = {},
): Exported<Format, ExportedEntry> {
  return iterateExport(settings, options, (format, how) =>
    calls.GET('/entries/export', { ...how, params: { query: { ...filter, format } } }),
  )
}
