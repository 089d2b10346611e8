import { authorise } from '../../domain/authorise.js'
import type { ReadCreditById } from '../../ledger/readCreditById.js'
import type { Handler } from '../Handler.js'
import { readMoment } from '../readMoment.js'

/** Answers getCreditById: any credit with its entries. */
export function createGetCreditById(readCreditById: ReadCreditById): Handler<'getCreditById'> {
  return async function getCreditById({ path, query }, { actor }) {
    authorise(actor, 'credits:read')
    const asOf = query.asOf === undefined ? null : readMoment(query.asOf)
    return { status: 200, type: 'application/json', body: await readCreditById(path.id, asOf) }
  }
}
