import { UnavailableError } from '../errors/errors.js'
import { tryLater } from '../errors/readError.js'
import type { ClientSettings } from './ClientSettings.js'
import { sendRequest } from './sendRequest.js'

/** How an export is asked for. */
type How = {
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  readonly parseAs: 'stream'
}

type Answer = { readonly data?: unknown; readonly error?: unknown; readonly response: Response }

/**
 * Iterates the rows of an NDJSON export as they come, and ends only if the export says that it is whole. Whoever leaves the
 * loop ends the request.
 *
 * **Errors:** those of sendRequest until the first row; NETWORK for an export that broke off or fell silent for `timeoutMs`.
 */
export async function* readRows<Row>(
  settings: ClientSettings,
  signal: AbortSignal | undefined,
  ask: (how: How) => Promise<Answer>,
): AsyncGenerator<Row, void, undefined> {
  const headers = { ...(await settings.headers()), Accept: 'application/x-ndjson' }
  // Of its own: a try of sendRequest has to be over in time, and its end must not end what is read after it.
  let request = new AbortController()
  const body = (await sendRequest(settings, { signal, isAnswer }, async (attempt) => {
    request = new AbortController()
    const abort = () => request.abort(attempt.reason)
    attempt.addEventListener('abort', abort)
    return ask({ headers, signal: request.signal, parseAs: 'stream' }).finally(() =>
      attempt.removeEventListener('abort', abort),
    )
  })) as ReadableStream<Uint8Array>
  const abort = () => request.abort(signal?.reason)
  signal?.addEventListener('abort', abort)
  try {
    let count = 0
    for await (const line of readLines(body, settings.timeoutMs)) {
      const row = JSON.parse(line)
      if (row.end === true && row.count === count) return
      count += 1
      yield row
    }
    throw brokenOff()
  } catch (cause) {
    if (signal?.aborted) throw signal.reason
    throw cause instanceof UnavailableError ? cause : brokenOff(cause)
  } finally {
    signal?.removeEventListener('abort', abort)
    request.abort()
  }
}

const isAnswer = (data: unknown) => data instanceof ReadableStream

async function* readLines(body: ReadableStream<Uint8Array>, patienceMs: number): AsyncGenerator<string> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    let timer: ReturnType<typeof setTimeout> | undefined
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(brokenOff()), patienceMs)
    })
    const { done, value } = await Promise.race([reader.read(), silence]).finally(() => clearTimeout(timer))
    if (done) return
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}

function brokenOff(cause?: unknown): UnavailableError {
  const message = 'The export broke off: what has come is not the whole.'
  return new UnavailableError({ message, code: 'NETWORK', status: null, retryable: true, remedy: tryLater, cause })
}
