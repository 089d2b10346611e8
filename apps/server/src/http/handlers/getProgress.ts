import type { ReadProgress } from '../../balance/readProgress.js'
import type { Handler } from '../Handler.js'
import { readAddress } from '../readAddress.js'

/** Answers getProgress: the goals of the season that runs, and what waits to be claimed. */
export function createGetProgress(readProgress: ReadProgress): Handler<'getProgress'> {
  return async function getProgress({ path }) {
    return { status: 200, type: 'application/json', body: await readProgress(readAddress(path.address)) }
  }
}
