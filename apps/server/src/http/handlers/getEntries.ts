import { CreditsError } from '../../errors/CreditsError.js'
import { type EntryPlace, parseEntryCursor } from '../../ledger/EntryPlace.js'
import type { ReadEntries } from '../../ledger/readEntries.js'
import type { Handler } from '../Handler.js'
import { readAddress } from '../readAddress.js'

const defaultLimit = 50

/** Answers getEntries: one page of a user's history. */
export function createGetEntries(readEntries: ReadEntries): Handler<'getEntries'> {
  return async function getEntries({ path, query }) {
    const choice = { limit: query.limit ?? defaultLimit, behind: readCursor(query.cursor) }
    return { status: 200, type: 'application/json', body: await readEntries(readAddress(path.address), choice) }
  }
}

function readCursor(cursor: string | undefined): EntryPlace | null {
  if (cursor === undefined) return null
  const place = parseEntryCursor(cursor)
  if (place === null) throw new CreditsError('INVALID_CURSOR', { details: { parameter: 'cursor' } })
  return place
}
