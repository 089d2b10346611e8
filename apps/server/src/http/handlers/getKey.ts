import type { ReadKeys } from '../../keys/readKeys.js'
import type { Handler } from '../Handler.js'

/** Answers getKey: what is known of one key. */
export function createGetKey(readKeys: ReadKeys): Handler<'getKey'> {
  return async function getKey({ path }) {
    return { status: 200, type: 'application/json', body: await readKeys.one(path.id) }
  }
}
