import type { Cursor } from '../db/openCursors.js'
import { presentCsvLine } from './presentCsvLine.js'
import type { TextFeed } from './TextFeed.js'

export type ExportFormat = 'ndjson' | 'csv'

/** Presents rows as lines, a batch at a time: CSV under a header, or JSON objects and at the end how many there were. */
export function presentRows(cursor: Cursor, columns: readonly string[], format: ExportFormat): TextFeed {
  let count = 0
  let stage: 'header' | 'rows' | 'over' = format === 'csv' ? 'header' : 'rows'
  return {
    async next() {
      if (stage === 'over') return null
      if (stage === 'header') {
        stage = 'rows'
        return presentCsvLine(columns)
      }
      const rows = await cursor.fetch()
      count += rows.length
      if (rows.length === 0) stage = 'over'
      if (format === 'csv') return rows.length === 0 ? null : rows.map(presentCsvLine).join('')
      if (rows.length === 0) return `{"end":true,"count":${count}}\n`
      const lines = rows.map((row) => JSON.stringify(Object.fromEntries(columns.map((name, nth) => [name, row[nth]]))))
      return `${lines.join('\n')}\n`
    },
    close: () => cursor.close(),
  }
}
