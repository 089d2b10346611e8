import { authorise } from '../../domain/authorise.js'
import type { ReadRevocationCalls } from '../../ledger/readRevocationCalls.js'
import type { Handler } from '../Handler.js'

const defaultPerCall = 200

/** Answers getRevocationCalls: what somebody who may is to send to the chains. */
export function createGetRevocationCalls(readRevocationCalls: ReadRevocationCalls): Handler<'getRevocationCalls'> {
  return async function getRevocationCalls({ query }, { actor }) {
    authorise(actor, 'credits:read')
    return { status: 200, type: 'application/json', body: await readRevocationCalls(query.perCall ?? defaultPerCall) }
  }
}
