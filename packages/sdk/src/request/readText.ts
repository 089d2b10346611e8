import { UnavailableError } from '../errors/errors.js'
import { tryLater } from '../errors/readError.js'
import type { ClientSettings } from './ClientSettings.js'
import { sendRequest } from './sendRequest.js'

/** How an export is asked for. */
export type How = {
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  readonly parseAs: 'stream'
}

/** What comes back. */
export type Answer = { readonly data?: unknown; readonly error?: unknown; readonly response: Response }

/** Asks for an export. */
export type AskForExport = (how: How) => Promise<Answer>

/**
 * Iterates the text of an export as it comes, and ends only if the answer did. Whoever leaves the loop ends the request.
 *
 * **Errors:** those of sendRequest until the first of it; NETWORK for an export that broke off or fell silent for `timeoutMs`.
 */
export async function* readText(
  settings: ClientSettings,
  signal: AbortSignal | undefined,
  ask: AskForExport,
): AsyncGenerator<string, void, undefined> {
  const headers = await settings.headers()
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
    const reader = body.getReader()
    const decoder = new TextDecoder()
    for (;;) {
      let timer: ReturnType<typeof setTimeout> | undefined
      const silence = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(brokenOff()), settings.timeoutMs)
      })
      const { done, value } = await Promise.race([reader.read(), silence]).finally(() => clearTimeout(timer))
      if (done) return
      yield decoder.decode(value, { stream: true })
    }
  } catch (cause) {
    if (signal?.aborted) throw signal.reason
    throw cause instanceof UnavailableError ? cause : brokenOff(cause)
  } finally {
    signal?.removeEventListener('abort', abort)
    request.abort()
  }
}

const isAnswer = (data: unknown) => data instanceof ReadableStream

/** An export that came to no end of its own. */
export function brokenOff(cause?: unknown): UnavailableError {
  const message = 'The export broke off: what has come is not the whole.'
  return new UnavailableError({ message, code: 'NETWORK', status: null, retryable: true, remedy: tryLater, cause })
}
