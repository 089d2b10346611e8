import { authorise } from '../../domain/authorise.js'
import { parseCreditCursor } from '../../ledger/CreditPlace.js'
import type { ListCredits } from '../../ledger/listCredits.js'
import type { Handler } from '../Handler.js'
import { readCreditFilter } from '../readCreditFilter.js'
import { readCursor } from '../readCursor.js'
import { readMoment } from '../readMoment.js'

const defaultLimit = 50

/** Answers listCredits: one page of everybody's credits. */
export function createListCreditsHandler(listCredits: ListCredits): Handler<'listCredits'> {
  return async function answerListCredits({ query }, { actor }) {
    authorise(actor, 'credits:read')
    const page = await listCredits({
      filter: readCreditFilter(query),
      asOf: query.asOf === undefined ? null : readMoment(query.asOf),
      limit: query.limit ?? defaultLimit,
      behind: readCursor(query.cursor, parseCreditCursor),
    })
    return { status: 200, type: 'application/json', body: page }
  }
}
