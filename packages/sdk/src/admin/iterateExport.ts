import type { ClientSettings } from '../request/ClientSettings.js'
import { iterateRows } from './iterateRows.js'
import { type Answer, type How, iterateText } from './iterateText.js'

export type ExportFormat = 'ndjson' | 'csv'

export type ExportOptions<Format extends ExportFormat = ExportFormat> = {
  /** Rows, unless it is `csv`: then the text of a file. */
  readonly format?: Format
  readonly signal?: AbortSignal
}

/** What an export is iterated as. */
export type Exported<Format extends ExportFormat, Row> = AsyncGenerator<
  Format extends 'csv' ? string : Row,
  void,
  undefined
>

/** Iterates an export in the format that the options say. **Errors:** as iterateRows and iterateText. */
export function iterateExport<Format extends ExportFormat, Row>(
  settings: ClientSettings,
  { format, signal }: ExportOptions<Format>,
  ask: (format: ExportFormat, how: How) => Promise<Answer>,
): Exported<Format, Row> {
  const iterate = format === 'csv' ? iterateText : iterateRows
  return iterate(settings, signal, (how) => ask(format ?? 'ndjson', how)) as Exported<Format, Row>
}
