import type { ErrorCode } from '@credits-server/contract'

/** What every error of the SDK is made of. */
export type CreditsApiErrorInit = {
  readonly message: string
  /** A code of the server's registry, one that a newer server knows, or one of the SDK's own: TIMEOUT, NETWORK, BAD_ANSWER. */
  readonly code: ErrorCode | SdkErrorCode | (string & {}) | null
  /** Status of the answer; null if there was none. */
  readonly status: number | null
  readonly requestId?: string | null
  readonly retryable: boolean
  readonly remedy: string
  readonly details?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** Codes of what happens on the way to the server and back. */
export type SdkErrorCode = 'TIMEOUT' | 'NETWORK' | 'BAD_ANSWER'

/**
 * A call that has failed. It is never an empty balance. Branch on the class or on `code`; the message is for people.
 *
 * **Shape:** `code` is null where the answer had none, as a proxy's own.
 */
export class CreditsApiError extends Error {
  override name = 'CreditsApiError'
  declare readonly code: CreditsApiErrorInit['code']
  declare readonly status: number | null
  /** Id of the request in the server's log. */
  declare readonly requestId: string | null
  /** Whether the same call may succeed later. Safe and keyed calls have been tried again already. */
  declare readonly retryable: boolean
  /** What to do about it. */
  declare readonly remedy: string
  declare readonly details: Readonly<Record<string, unknown>>

  constructor({ message, cause, ...fields }: CreditsApiErrorInit) {
    super(message, cause === undefined ? undefined : { cause })
    Object.assign(this, { requestId: null, details: {}, ...fields })
  }
}
