import { CreditsApiError, type CreditsApiErrorInit } from './CreditsApiError.js'
import {
  InvalidAddressError,
  RateLimitedError,
  UnavailableError,
  UserFlaggedError,
  UserNotFoundError,
} from './errors.js'

/** Every envelope that servers of this API are known to answer with, ours first. */
type Envelope = {
  readonly ok?: unknown
  readonly error?: unknown
  readonly message?: unknown
  readonly code?: unknown
  readonly requestId?: unknown
  readonly reason?: unknown
  readonly isBlockedForClaiming?: unknown
  readonly details?: unknown
}

/** Statuses after which the same call may succeed; 409 only where the first one is still under way, no 429 that is remembered. */
const passing = new Set([408, 425, 429, 500, 502, 503, 504])

/**
 * Reads the answer that is not a success as an error, whatever wrote it: this server, an older one
 * (`{ error }`, `{ ok: false, message }`, `{ error, message }`) or a proxy on the way.
 */
export function readError(status: number, headers: Headers, body: unknown): CreditsApiError {
  const envelope: Envelope = typeof body === 'object' && body !== null ? body : {}
  const code = text(envelope.code)
  const message = messageOf(envelope)
  const isFlagged = code === 'USER_FLAGGED' || (status === 401 && envelope.isBlockedForClaiming !== undefined)
  // A 404 that says nothing is a proxy's, or a wrong path: of the user it says nothing either.
  const isNobody = code === 'USER_NOT_FOUND' || (status === 404 && code === null && message !== null)
  const retryable = code !== 'DAILY_LIMIT' && (passing.has(status) || code === 'IDEMPOTENCY_IN_PROGRESS')
  const init: CreditsApiErrorInit = {
    message: message ?? `The server answered ${status}.`,
    code: code ?? (isFlagged ? 'USER_FLAGGED' : isNobody ? 'USER_NOT_FOUND' : null),
    status,
    requestId: text(envelope.requestId) ?? headers.get('X-Request-Id'),
    retryable,
    remedy:
      (isFlagged && 'Show the reason.') ||
      (code && remedyIn(message)) ||
      (isNobody && 'Check the address.') ||
      (retryable && tryLater) ||
      remedyOf(status, message),
    details: {
      ...(typeof envelope.details === 'object' && envelope.details),
      ...(isFlagged && { reason: envelope.reason }),
    },
  }
  if (isFlagged) return new UserFlaggedError(init)
  if (isNobody) return new UserNotFoundError(init)
  if (code === 'INVALID_ADDRESS') return new InvalidAddressError(init)
  if (status === 429) {
    return new RateLimitedError({ ...init, details: { ...init.details, retryAfterMs: readRetryAfter(headers) } })
  }
  return passing.has(status) ? new UnavailableError(init) : new CreditsApiError(init)
}

/** How long the server asks to wait, in ms: seconds or a date. */
export function readRetryAfter(headers: Headers): number | null {
  const value = headers.get('Retry-After')
  if (value === null) return null
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : null
}

function messageOf({ error, message, code }: Envelope): string | null {
  // Where both stand and no code, `error` is only a title: "Bad Request".
  return code === undefined ? (text(message) ?? text(error)) : (text(error) ?? text(message))
}

/** [contract] The text of an error with a code is what happened, in one sentence, and then what to do. */
function remedyIn(message: string | null): string | undefined {
  return /\. (.+)/s.exec(message ?? '')?.[1]
}

function remedyOf(status: number, message: string | null): string {
  if (status === 401 || status === 403) return 'Check the credential.'
  return message === null ? checkBaseUrl : 'Do not repeat it as it is.'
}

/** The balance is unknown until then, which is not zero. */
export const tryLater = 'Try again later.'

/** Whatever is there, it is no credits server. */
export const checkBaseUrl = 'Check baseUrl.'

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
