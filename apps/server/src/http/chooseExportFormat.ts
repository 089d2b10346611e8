import type { ExportFormat } from '../exports/presentRows.js'

const types = { ndjson: 'application/x-ndjson', csv: 'text/csv' } as const

/** Chooses the form of an export, by `format` or else by what the client accepts best, and names the file that a browser saves. */
export function chooseExportFormat(name: string, asked: ExportFormat | undefined, accepted: string) {
  const format = asked ?? (accepted === types.csv ? 'csv' : 'ndjson')
  const headers = { 'Content-Disposition': `attachment; filename="${name}.${format}"` }
  return { format, type: types[format], headers }
}
