import { exportBroken } from './exportBroken.js'

/** The form of an export's lines. */
export type ExportFormat = 'ndjson' | 'csv'

/** Counts the rows of an export while it passes. */
export type RowCount = {
  add(part: Uint8Array): void
  rows(): number
  bytes(): number
  /** **Errors:** CommandError EXPORT_BROKEN when what has passed is not the whole, as far as its form tells. */
  assertWhole(): void
}

const lineFeed = 0x0a
const quote = 0x22

/** More than the last line of NDJSON ever has. */
const tailBytes = 64

/** Creates the count; neither the header of CSV nor the last line of NDJSON is a row. */
export function createRowCount(format: ExportFormat): RowCount {
  let [bytes, lines] = [0, 0]
  let isQuoted = false
  let tail = Buffer.alloc(0)
  const rows = () => Math.max(0, lines - 1)
  return {
    add(part) {
      bytes += part.length
      for (const byte of part) {
        // [spec] RFC 4180: a line break in quotes is none, and a quote in quotes stands twice. In JSON text there is none of either.
        if (byte === quote && format === 'csv') isQuoted = !isQuoted
        else if (byte === lineFeed && !isQuoted) lines++
      }
      tail = Buffer.concat([tail, part.subarray(-tailBytes)]).subarray(-tailBytes)
    },
    rows,
    bytes: () => bytes,
    assertWhole() {
      if (format === 'csv') {
        if (lines === 0 || isQuoted || tail.at(-1) !== lineFeed) throw exportBroken('The export ends within a line.')
        return
      }
      const [, count] = /(?:^|\n)\{"end":true,"count":([0-9]+)\}\n$/.exec(tail.toString('latin1')) ?? []
      if (count === undefined) throw exportBroken('The export lacks its last line.')
      if (Number(count) !== rows()) throw exportBroken(`The export has ${rows()} rows, and says that it had ${count}.`)
    },
  }
}
