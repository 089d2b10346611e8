import { CommandError } from '../CommandError.js'
import { reasonOf } from '../dataOf.js'
import { watchStopSignals } from '../watchStopSignals.js'
import { createRowCount, type ExportFormat } from './createRowCount.js'
import { type ExportSink, openFileSink, openStdoutSink } from './ExportSink.js'
import { exportBroken } from './exportBroken.js'

/** What a whole export came to. */
export type ExportResult = {
  readonly format: ExportFormat
  readonly rows: number
  readonly bytes: number
  readonly output: string | null
}

type Options = {
  /** Asks the server; answers the bytes as they come. */
  readonly ask: (signal: AbortSignal) => Promise<AsyncIterable<Uint8Array>>
  readonly format: ExportFormat
  readonly output: string | undefined
  readonly progress: (text: string) => void
}

/**
 * Receives an export no faster than it can be written, and makes sure that it is whole: NDJSON by its last line, CSV because an
 * answer that breaks off lacks its last chunk. What is not whole leaves no file.
 *
 * **Errors:** those of `ask`; CommandError EXPORT_BROKEN, CANNOT_WRITE, STOPPED.
 */
export async function receiveExport({ ask, format, output, progress }: Options): Promise<ExportResult> {
  const { asked } = watchStopSignals()
  const sink = output === undefined ? openStdoutSink() : await openFileSink(output)
  try {
    const count = createRowCount(format)
    const parts = await ask(asked)
    await pour(parts, sink, (part) => {
      count.add(part)
      progress(`${count.rows()} rows, ${(count.bytes() / 1e6).toFixed(1)} MB`)
    })
    count.assertWhole()
    await sink.keep()
    return { format, rows: count.rows(), bytes: count.bytes(), output: output ?? null }
  } catch (error) {
    if (!asked.aborted) throw error
    throw new CommandError('STOPPED', `Stopped by ${asked.reason} before all of it had come.`, leftNothing(output))
  } finally {
    await sink.close()
  }
}

async function pour(
  parts: AsyncIterable<Uint8Array>,
  sink: ExportSink,
  onPart: (part: Uint8Array) => void,
): Promise<void> {
  const iterator = parts[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await iterator.next().catch((cause: unknown) => {
        throw exportBroken(`The export broke off: ${reasonOf(cause)}.`, cause)
      })
      if (next.done) return
      await sink.write(next.value)
      onPart(next.value)
    }
  } finally {
    // The server is told at once that nobody reads on.
    await iterator.return?.().catch(() => {})
  }
}

const leftNothing = (output: string | undefined) => (output === undefined ? null : `${output} is as it was.`)
