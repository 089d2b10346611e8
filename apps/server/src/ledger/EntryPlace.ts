/** Where an entry, or what is computed, stands in a user's history; the history is in the order of its places. */
export type EntryPlace = {
  readonly at: Date
  /** 0 for what is computed. */
  readonly version: number
  /** All zeros where there is no credit. */
  readonly creditId: string
}

/** Presents a place as the cursor of the page behind it. */
export function presentEntryCursor({ at, version, creditId }: EntryPlace): string {
  return Buffer.from(`${at.getTime()}.${version}.${creditId}`).toString('base64url')
}

/** Parses a cursor as this server gives it, to the byte; null for any other text. */
export function parseEntryCursor(cursor: string): EntryPlace | null {
  const [, atMs, version, creditId] = written.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? []
  if (creditId === undefined || Number(atMs) >= endOfTimeMs || Number(version) > Number.MAX_SAFE_INTEGER) return null
  const place = { at: new Date(Number(atMs)), version: Number(version), creditId }
  // Base64 can be written in several ways, of which Node reads all.
  return presentEntryCursor(place) === cursor ? place : null
}

const written = /^(\d{1,15})\.(\d{1,16})\.([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/

/** 10000-01-01, from which on the database has no moments. */
const endOfTimeMs = 253_402_300_800_000
