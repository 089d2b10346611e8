import type { EntryPage, JsonText } from '@credits-server/contract'
import type { Address } from '@credits-server/onchain'
import { assertServed } from '../balance/assertServed.js'
import type { StandingRow } from '../balance/standingSql.js'
import type { ReadPool } from '../db/openReadPool.js'
import { type EntryPlace, presentEntryCursor } from './EntryPlace.js'
import { entriesStatement } from './entriesStatement.js'

/** Which page: how many entries, and the place behind which they begin; null is the newest. */
export type EntryPageChoice = { readonly limit: number; readonly behind: EntryPlace | null }

/** Reads one page of a user's history; `now` (for tests) replaces the database's clock. */
export type ReadEntries = (address: Address, choice: EntryPageChoice, now?: Date) => Promise<JsonText<EntryPage>>

/** What the statement says of a page. */
export type PageRow = {
  entries: string
  /** The place of the last entry of the page, null if nothing is behind it. */
  next_at_ms: string | null
  next_version: string | null
  next_credit: string | null
}

/**
 * Creates the reader of histories: one round trip a page.
 *
 * **Errors:** USER_FLAGGED, USER_NOT_FOUND; UNAVAILABLE.
 */
export function createReadEntries(reads: ReadPool): ReadEntries {
  return async function readEntries(address, choice, now) {
    const [row] = await reads.read<StandingRow & PageRow>(entriesStatement, entryPageValues(address, choice, now))
    if (!row) throw new Error('The entries statement returned no row')
    assertServed(row)
    return presentEntryPage(row)
  }
}

/** The values of the statement's parameters. */
export function entryPageValues(address: Address, { limit, behind }: EntryPageChoice, now?: Date) {
  const place = [behind?.at.toISOString() ?? null, behind?.version ?? null, behind?.creditId ?? null]
  return [address, now?.toISOString() ?? null, ...place, limit]
}

/** Presents a page as the database wrote it. */
export function presentEntryPage<Page>(row: PageRow): JsonText<Page> {
  const cursor = nextCursor(row)
  return `{"entries":[${row.entries}],"nextCursor":${cursor === null ? 'null' : `"${cursor}"`}}` as JsonText<Page>
}

function nextCursor({ next_at_ms: atMs, next_version: version, next_credit: creditId }: PageRow): string | null {
  if (atMs === null || creditId === null) return null
  return presentEntryCursor({ at: new Date(Number(atMs)), version: Number(version), creditId })
}
