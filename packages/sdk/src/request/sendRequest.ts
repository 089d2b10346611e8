import { CreditsApiError } from '../errors/CreditsApiError.js'
import { RequestTimeoutError, UnavailableError } from '../errors/errors.js'
import { checkBaseUrl, readError, readRetryAfter, tryLater } from '../errors/readError.js'
import type { ClientSettings } from './ClientSettings.js'
import { delay, fullJitter } from './delays.js'

/** What openapi-fetch makes of an answer. */
type Answer<Data> = { readonly data?: Data; readonly error?: unknown; readonly response: Response }

type Sending = {
  readonly signal?: AbortSignal | undefined
  /** Tells a body of the operation from anything else that came with 200, such as a login page. */
  readonly isAnswer: (data: unknown) => boolean
}

/**
 * Sends a call that may be repeated, because it is safe or carries its key, until it is answered, cannot succeed, or has
 * taken too long.
 *
 * **Errors:** CreditsApiError and its classes; the signal's own reason when it aborts.
 */
export async function sendRequest<Data>(
  { timeoutMs, totalTimeoutMs, retry, logger }: ClientSettings,
  { signal, isAnswer }: Sending,
  attempt: (signal: AbortSignal) => Promise<Answer<Data>>,
): Promise<Data> {
  const deadlineMs = performance.now() + totalTimeoutMs
  for (let tries = 1; ; tries++) {
    const patienceMs = Math.ceil(Math.max(0, Math.min(timeoutMs, deadlineMs - performance.now())))
    const timeout = AbortSignal.timeout(patienceMs)
    let error: CreditsApiError
    let retryAfterMs: number | null = null
    try {
      const answer = await attempt(signal ? AbortSignal.any([signal, timeout]) : timeout)
      const { ok, status, headers } = answer.response
      if (ok && isAnswer(answer.data)) return answer.data as Data
      error = ok ? badAnswer(status) : readError(status, headers, answer.error)
      retryAfterMs = readRetryAfter(headers)
    } catch (cause) {
      if (signal?.aborted) throw signal.reason
      error = timeout.aborted ? tooLate(patienceMs, cause) : unreachable(cause)
    }
    const waitMs = retryAfterMs ?? fullJitter(tries, retry.firstDelayMs, retry.mostDelayMs)
    const isLast = tries >= retry.tries || performance.now() + waitMs >= deadlineMs
    if (!error.retryable || isLast) throw error
    logger?.debug('credits: trying again', { code: error.code, status: error.status, tries, waitMs })
    await delay(waitMs, signal)
  }
}

function tooLate(ms: number, cause: unknown): CreditsApiError {
  const message = `No answer within ${ms} ms.`
  return new RequestTimeoutError({ ...noAnswer, message, code: 'TIMEOUT', cause })
}

/** A network that fails, or an answer that broke off or is not JSON: whatever it was, it was not the answer. */
function unreachable(cause: unknown): CreditsApiError {
  const message = 'The server could not be reached.'
  const remedy = 'Check baseUrl and the network, or try again later.'
  return new UnavailableError({ ...noAnswer, message, code: 'NETWORK', remedy, cause })
}

const noAnswer = { status: null, retryable: true, remedy: tryLater }

function badAnswer(status: number): CreditsApiError {
  const message = 'This is not the answer of a credits server.'
  return new CreditsApiError({ message, code: 'BAD_ANSWER', status, retryable: false, remedy: checkBaseUrl })
}
