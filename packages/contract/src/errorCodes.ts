import { errorCodes as registry } from './generated/errorCodes.js'

/** A code of the registry; clients branch on it and never on the text. */
export type ErrorCode = keyof typeof registry

type ErrorCodeEntry = {
  /** HTTP status it is sent with. */
  readonly status: number
  /** What happened. */
  readonly message: string
  /** What to do now. */
  readonly remedy: string
  /** Whether the same request may succeed later. */
  readonly retryable: boolean
}

/** The registry of error codes. Source: `x-error-codes` of the contract. */
export const errorCodes: Readonly<Record<ErrorCode, ErrorCodeEntry>> = registry
