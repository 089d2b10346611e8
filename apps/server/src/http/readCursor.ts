import { CreditsError } from '../errors/CreditsError.js'

/**
 * Reads a cursor as the place that it names; null begins with the first page.
 *
 * **Errors:** INVALID_CURSOR.
 */
export function readCursor<Place>(cursor: string | undefined, parse: (cursor: string) => Place | null): Place | null {
  if (cursor === undefined) return null
  const place = parse(cursor)
  if (place === null) throw new CreditsError('INVALID_CURSOR', { details: { parameter: 'cursor' } })
  return place
}
