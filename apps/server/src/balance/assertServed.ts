import { CreditsError } from '../errors/CreditsError.js'
import { UserFlaggedError } from '../errors/UserFlaggedError.js'
import type { StandingRow } from './standingSql.js'

/**
 * Finds why a user is refused public reads, null for one who is not: is flagged, which comes first, whoever the user is; or is not
 * known, also after opting out.
 */
export function findRefusal({ flag_message, known }: StandingRow): CreditsError | null {
  if (flag_message !== null) return new UserFlaggedError(flag_message)
  return known ? null : new CreditsError('USER_NOT_FOUND')
}

/**
 * Refuses a public read of a user who is flagged or not known.
 *
 * **Errors:** USER_FLAGGED, USER_NOT_FOUND (also for a user who opted out).
 */
export function assertServed(row: StandingRow): void {
  const refusal = findRefusal(row)
  if (refusal) throw refusal
}
