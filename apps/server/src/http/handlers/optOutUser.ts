import { optOutUser } from '../../domain/optOutUser.js'
import type { Ledger } from '../../ledger/commitChange.js'
import type { Handler } from '../Handler.js'

/** Answers optOutUser: how the user stands who has left. */
export function createOptOutUser(ledger: Ledger): Handler<'optOutUser'> {
  return async function answerOptOutUser({ path: { address } }, { actor }) {
    return { status: 200, type: 'application/json', body: await optOutUser(ledger, { actor, address }) }
  }
}
