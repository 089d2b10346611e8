import { rejoinUser } from '../../domain/rejoinUser.js'
import type { Ledger } from '../../ledger/commitChange.js'
import type { Handler } from '../Handler.js'

/** Answers rejoinUser: how the user stands who has come back. */
export function createRejoinUser(ledger: Ledger): Handler<'rejoinUser'> {
  return async function answerRejoinUser({ path: { address } }, { actor }) {
    return { status: 200, type: 'application/json', body: await rejoinUser(ledger, { actor, address }) }
  }
}
