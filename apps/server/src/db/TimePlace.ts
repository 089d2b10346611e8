/** Where a row stands in a list that is ordered by time, newest first: its time and, among rows of one time, its id. */
export type TimePlace = { readonly at: Date; readonly id: string }

/** Presents a place as the cursor of the page behind it. */
export function presentTimeCursor({ at, id }: TimePlace): string {
  return Buffer.from(`${at.getTime()}.${id}`).toString('base64url')
}

/** Parses a cursor as this server gives it, to the byte, with an id of that form; null for any other text. */
export function parseTimeCursor(cursor: string, idForm: RegExp): TimePlace | null {
  const [, atMs, id] = /^(0|[1-9]\d{0,14})\.(.+)$/.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? []
  if (id === undefined || !idForm.test(id) || Number(atMs) >= endOfTimeMs) return null
  const place = { at: new Date(Number(atMs)), id }
  // Base64 can be written in several ways, of which Node reads all.
  return presentTimeCursor(place) === cursor ? place : null
}

/** 10000-01-01, from which on the database has no moments. */
const endOfTimeMs = 253_402_300_800_000
