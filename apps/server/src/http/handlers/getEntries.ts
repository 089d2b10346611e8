import { parseEntryCursor } from '../../ledger/EntryPlace.js'
import type { ReadEntries } from '../../ledger/readEntries.js'
import type { Handler } from '../Handler.js'
import { readAddress } from '../readAddress.js'
import { readCursor } from '../readCursor.js'

const defaultLimit = 50

/** Answers getEntries: one page of a user's history. */
export function createGetEntries(readEntries: ReadEntries): Handler<'getEntries'> {
  return async function getEntries({ path, query }) {
    const choice = { limit: query.limit ?? defaultLimit, behind: readCursor(query.cursor, parseEntryCursor) }
    return { status: 200, type: 'application/json', body: await readEntries(readAddress(path.address), choice) }
  }
}
