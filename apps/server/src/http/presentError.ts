import { randomInt } from 'node:crypto'
import { type ErrorBody, errorCodes, type FlaggedBody } from '@credits-server/contract'
import { CreditsError } from '../errors/CreditsError.js'
import { UserFlaggedError } from '../errors/UserFlaggedError.js'

/** An error as it is answered. */
export type ErrorAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: ErrorBody | FlaggedBody
}

/**
 * Presents any error: a CreditsError as its code says, everything else as INTERNAL_ERROR, of which nothing is shown.
 * The one place where errors become answers: routes, the parser's errors and the stream all come here.
 */
export function presentError(error: unknown, requestId?: string): ErrorAnswer {
  const known = error instanceof CreditsError ? error : new CreditsError('INTERNAL_ERROR')
  const { status } = errorCodes[known.code]
  return {
    status,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      ...(status === 503 ? { 'Retry-After': String(randomInt(1, 6)) } : {}),
      ...known.headers,
    },
    body: {
      ...(known instanceof UserFlaggedError ? flagged(known) : {}),
      error: known.message,
      code: known.code,
      ...(requestId === undefined ? {} : { requestId }),
      ...(known.details === undefined ? {} : { details: { ...known.details } }),
    },
  }
}

/** The baseline's shape; ip and linked addresses are personal data and this route is public. */
function flagged({ message, publicReason }: UserFlaggedError) {
  return { ok: false, message, reason: { message: publicReason }, isBlockedForClaiming: true }
}
