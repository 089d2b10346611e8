import type { ExportedEntry, operations } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { type ExportOptions, iterateRows } from './iterateRows.js'

/** Which entries. Source: the query of exportEntries. */
export type EntryExportFilter = Omit<NonNullable<operations['exportEntries']['parameters']['query']>, 'format'>

/** Calls exportEntries and iterates its rows as they come. */
export function exportEntries(
  { calls, settings }: Api,
  filter: EntryExportFilter = {},
  options?: ExportOptions,
): AsyncGenerator<ExportedEntry, void, undefined> {
  return iterateRows(settings, options, (how) =>
    calls.GET('/entries/export', { ...how, params: { query: { ...filter, format: 'ndjson' } } }),
  )
}
