import { authorise } from '../../domain/authorise.js'
import type { ReadUserBalance } from '../../ledger/readUserBalance.js'
import type { Handler } from '../Handler.js'
import { readAddress } from '../readAddress.js'
import { readMoment } from '../readMoment.js'

/** Answers getUserBalance: what getCredits answers, or would have answered. Without an ETag: nobody polls the past. */
export function createGetUserBalance(readUserBalance: ReadUserBalance): Handler<'getUserBalance'> {
  return async function getUserBalance({ path, query }, { actor }) {
    authorise(actor, 'credits:read')
    const asOf = query.asOf === undefined ? null : readMoment(query.asOf)
    return { status: 200, type: 'application/json', body: await readUserBalance(readAddress(path.address), asOf) }
  }
}
