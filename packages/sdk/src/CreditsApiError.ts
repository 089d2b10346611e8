import { type ErrorBody, type ErrorCode, errorCodes } from '@credits-server/contract'

/**
 * An answer that is not a success. Branch on `code`; the message is for people.
 *
 * **Shape:** `code` is one of the registry's, or one that a newer server knows, or null if the answer had none (a proxy's).
 */
export class CreditsApiError extends Error {
  override name = 'CreditsApiError'
  readonly status: number
  readonly code: ErrorCode | (string & {}) | null
  /** Id of the request in the server's log. */
  readonly requestId: string | null
  /** Whether the same request may succeed later. */
  readonly retryable: boolean
  readonly details: Readonly<Record<string, unknown>>

  constructor(status: number, body: Partial<ErrorBody>) {
    super(body.error ?? `The server answered ${status}.`)
    this.status = status
    this.code = body.code ?? null
    this.requestId = body.requestId ?? null
    this.retryable = isKnown(this.code) ? errorCodes[this.code].retryable : status >= 500 || status === 429
    this.details = body.details ?? {}
  }
}

function isKnown(code: string | null): code is ErrorCode {
  return code !== null && Object.hasOwn(errorCodes, code)
}
