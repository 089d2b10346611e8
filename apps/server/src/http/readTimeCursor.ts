import { parseTimeCursor, type TimePlace } from '../db/TimePlace.js'
import { CreditsError } from '../errors/CreditsError.js'

/** Reads the cursor of a list that is ordered by time; null is its newest. **Errors:** INVALID_CURSOR. */
export function readTimeCursor(cursor: string | undefined, idForm: RegExp): TimePlace | null {
  if (cursor === undefined) return null
  const place = parseTimeCursor(cursor, idForm)
  if (place === null) throw new CreditsError('INVALID_CURSOR', { details: { parameter: 'cursor' } })
  return place
}
