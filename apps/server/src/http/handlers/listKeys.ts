import { keyIdForm, type ReadKeys } from '../../keys/readKeys.js'
import type { Handler } from '../Handler.js'
import { readTimeCursor } from '../readTimeCursor.js'

const defaultLimit = 50

/** Answers listKeys: one page of keys. */
export function createListKeys(readKeys: ReadKeys): Handler<'listKeys'> {
  return async function listKeys({ query }) {
    const behind = readTimeCursor(query.cursor, keyIdForm)
    const choice = { client: query.client ?? null, limit: query.limit ?? defaultLimit, behind }
    return { status: 200, type: 'application/json', body: await readKeys.page(choice) }
  }
}
