import type { ClientSettings } from './ClientSettings.js'
import { type AskForExport, brokenOff, readText } from './readText.js'

/**
 * Iterates the rows of an NDJSON export as they come, and ends only if the export says that it is whole. Whoever leaves the
 * loop ends the request.
 *
 * **Errors:** those of readText; NETWORK for an export that ends without saying so.
 */
export async function* readRows<Row>(
  settings: ClientSettings,
  signal: AbortSignal | undefined,
  ask: AskForExport,
): AsyncGenerator<Row, void, undefined> {
  let count = 0
  let rest = ''
  for await (const text of readText(settings, signal, ask)) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const row = parseRow(line)
      if (row.end === true && row.count === count) return
      count += 1
      yield row
    }
  }
  throw brokenOff()
}

function parseRow(line: string) {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw brokenOff(cause)
  }
}
