/** Where a season stands in the list of all, the one that starts last first. */
export type SeasonPlace = { readonly startsAt: Date; readonly id: number }

/** Presents a place as the cursor of the page behind it. */
export function presentSeasonCursor({ startsAt, id }: SeasonPlace): string {
  return Buffer.from(`${startsAt.getTime()}.${id}`).toString('base64url')
}

/** Parses a cursor as this server gives it, to the byte; null for any other text. */
export function parseSeasonCursor(cursor: string): SeasonPlace | null {
  const [, startsAtMs, id] = written.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? []
  if (id === undefined || Number(startsAtMs) >= endOfTimeMs || Number(id) > greatestId) return null
  const place = { startsAt: new Date(Number(startsAtMs)), id: Number(id) }
  // Base64 can be written in several ways, of which Node reads all.
  return presentSeasonCursor(place) === cursor ? place : null
}

const written = /^(\d{1,15})\.(\d{1,10})$/

/** 10000-01-01, from which on the database has no moments. */
const endOfTimeMs = 253_402_300_800_000

/** What an integer of the database holds. */
const greatestId = 2_147_483_647
