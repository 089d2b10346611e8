import { CreditsApiError } from './CreditsApiError.js'

/** The user is flagged (401): `reason` is what the public may know of it. It is no failed credential. */
export class UserFlaggedError extends CreditsApiError {
  override name = 'UserFlaggedError'
  get reason(): string {
    const { reason } = this.details as { reason?: { message?: string } }
    return reason?.message ?? this.message
  }
}

/** Nobody of this address is known, or the user has opted out (404). */
export class UserNotFoundError extends CreditsApiError {
  override name = 'UserNotFoundError'
}

/** The address is not 0x and 40 hexadecimal digits (400). */
export class InvalidAddressError extends CreditsApiError {
  override name = 'InvalidAddressError'
}

/** Too many requests or streams (429); `retryAfterMs` is how long the server asks to wait, null if it does not say. */
export class RateLimitedError extends CreditsApiError {
  override name = 'RateLimitedError'
  get retryAfterMs(): number | null {
    return (this.details as { retryAfterMs?: number }).retryAfterMs ?? null
  }
}

/** The server, its database or the network is away just now. The balance is unknown, which is not zero. */
export class UnavailableError extends CreditsApiError {
  override name = 'UnavailableError'
}

/** No answer came in time (`code` TIMEOUT, no status). */
export class RequestTimeoutError extends CreditsApiError {
  override name = 'RequestTimeoutError'
}
