import { type ErrorCode, errorCodes } from '@credits-server/contract'

type CreditsErrorOptions = {
  /** What the code needs to be acted on; shown to the client. */
  readonly details?: Readonly<Record<string, unknown>>
  /** Headers that belong to the answer, such as Allow. */
  readonly headers?: Readonly<Record<string, string>>
  /** What made it happen; logged, never shown. */
  readonly cause?: unknown
}

/** The one error that an answer is made of: a code of the registry and what goes with it. */
export class CreditsError extends Error {
  override name = 'CreditsError'
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, unknown>> | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(code: ErrorCode, { details, headers = {}, cause }: CreditsErrorOptions = {}) {
    super(`${errorCodes[code].message} ${errorCodes[code].remedy}`, { cause })
    this.code = code
    this.details = details
    this.headers = headers
  }
}
