import type { ClientSettings } from './ClientSettings.js'
import type { CallOptions } from './callOperation.js'
import { readRows } from './readRows.js'
import { type Answer, type How, readText } from './readText.js'

export type ExportFormat = 'ndjson' | 'csv'

export type ExportOptions<Format extends ExportFormat = ExportFormat> = CallOptions & {
  /** Rows, unless it is `csv`: then the text of a file. */
  readonly format?: Format | undefined
}

/** What an export is iterated as. */
export type Exported<Format extends ExportFormat, Row> = AsyncGenerator<
  Format extends 'csv' ? string : Row,
  void,
  undefined
>

/** Iterates an export in the format that the options say. **Errors:** as readRows and readText. */
export function readExport<Format extends ExportFormat, Row>(
  settings: ClientSettings,
  { format, signal }: ExportOptions<Format>,
  ask: (format: ExportFormat, how: How) => Promise<Answer>,
): Exported<Format, Row> {
  const iterate = format === 'csv' ? readText : readRows
  return iterate(settings, signal, (how) => ask(format ?? 'ndjson', how)) as Exported<Format, Row>
}
