import { CreditsError } from '../errors/CreditsError.js'
import { UserFlaggedError } from '../errors/UserFlaggedError.js'
import type { StandingRow } from './standingSql.js'

/**
 * Refuses a public read of a user who is flagged or not known; flagged comes first, whoever the user is.
 *
 * **Errors:** USER_FLAGGED, USER_NOT_FOUND (also for a user who opted out).
 */
export function assertServed({ flag_message, known }: StandingRow): void {
  if (flag_message !== null) throw new UserFlaggedError(flag_message)
  if (!known) throw new CreditsError('USER_NOT_FOUND')
}
