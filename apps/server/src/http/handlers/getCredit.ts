import type { ReadCredit } from '../../balance/readCredit.js'
import type { Handler } from '../Handler.js'
import { readAddress } from '../readAddress.js'

/** Answers getCredit: one claimed, unrevoked credit in its status. */
export function createGetCredit(readCredit: ReadCredit): Handler<'getCredit'> {
  return async function getCredit({ path }) {
    return { status: 200, type: 'application/json', body: await readCredit(readAddress(path.address), path.id) }
  }
}
