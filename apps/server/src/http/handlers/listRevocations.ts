import { authorise } from '../../domain/authorise.js'
import { parseCreditCursor } from '../../ledger/CreditPlace.js'
import type { ListRevocations } from '../../ledger/listRevocations.js'
import type { Handler } from '../Handler.js'
import { readCursor } from '../readCursor.js'

const defaultLimit = 50

/** Answers listRevocations: one page of revocations. */
export function createListRevocationsHandler(listRevocations: ListRevocations): Handler<'listRevocations'> {
  return async function answerListRevocations({ query }, { actor }) {
    authorise(actor, 'credits:read')
    const page = await listRevocations({
      state: query.state ?? null,
      limit: query.limit ?? defaultLimit,
      behind: readCursor(query.cursor, parseCreditCursor),
    })
    return { status: 200, type: 'application/json', body: page }
  }
}
