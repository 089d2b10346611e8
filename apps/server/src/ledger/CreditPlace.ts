/** Where a credit stands in a list of all of them. */
export type CreditPlace = { readonly at: Date; readonly creditId: string }

/** Presents a place as the cursor of the page behind it. */
export function presentCreditCursor({ at, creditId }: CreditPlace): string {
  return Buffer.from(`${at.getTime()}.${creditId}`).toString('base64url')
}

/** Parses a cursor as this server gives it, to the byte; null for any other text. */
export function parseCreditCursor(cursor: string): CreditPlace | null {
  const [, atMs, creditId] = written.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? []
  if (creditId === undefined || Number(atMs) >= endOfTimeMs) return null
  const place = { at: new Date(Number(atMs)), creditId }
  // Base64 can be written in several ways, of which Node reads all.
  return presentCreditCursor(place) === cursor ? place : null
}

const written = /^(\d{1,15})\.([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/

/** 10000-01-01, from which on the database has no moments. */
const endOfTimeMs = 253_402_300_800_000
