import { authorise } from '../../domain/authorise.js'
import { parseEntryCursor } from '../../ledger/EntryPlace.js'
import type { ReadUserEntries } from '../../ledger/readUserEntries.js'
import type { Handler } from '../Handler.js'
import { readAddress } from '../readAddress.js'
import { readCursor } from '../readCursor.js'

const defaultLimit = 50

/** Answers getUserEntries: one page of a user's history with who and why. */
export function createGetUserEntries(readUserEntries: ReadUserEntries): Handler<'getUserEntries'> {
  return async function getUserEntries({ path, query }, { actor }) {
    authorise(actor, 'credits:read')
    const choice = { limit: query.limit ?? defaultLimit, behind: readCursor(query.cursor, parseEntryCursor) }
    return { status: 200, type: 'application/json', body: await readUserEntries(readAddress(path.address), choice) }
  }
}
