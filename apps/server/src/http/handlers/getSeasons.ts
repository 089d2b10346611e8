import type { ReadSeasons } from '../../seasons/readSeasons.js'
import type { Handler } from '../Handler.js'

/** Answers getSeasons: past, current and next. */
export function createGetSeasons(readSeasons: ReadSeasons): Handler<'getSeasons'> {
  return async function getSeasons() {
    return { status: 200, type: 'application/json', body: await readSeasons() }
  }
}
