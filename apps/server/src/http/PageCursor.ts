import { CreditsError } from '../errors/CreditsError.js'

/** Presents the place behind which the next page begins as a cursor, of which only the server knows what it means. */
export function presentPageCursor(place: string | number | null): string | null {
  return place === null ? null : Buffer.from(String(place)).toString('base64url')
}

/**
 * Parses a cursor as this server gives it, to the byte, for places of this form; null is the first page.
 *
 * **Errors:** INVALID_CURSOR.
 */
export function parsePageCursor(cursor: string | undefined, form: RegExp): string | null {
  if (cursor === undefined) return null
  const place = Buffer.from(cursor, 'base64url').toString('latin1')
  // Base64 can be written in several ways, of which Node reads all.
  if (!form.test(place) || presentPageCursor(place) !== cursor) {
    throw new CreditsError('INVALID_CURSOR', { details: { parameter: 'cursor' } })
  }
  return place
}
