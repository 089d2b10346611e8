import { unflagUsers } from '../../domain/unflagUsers.js'
import type { Ledger } from '../../ledger/commitChange.js'
import type { Handler } from '../Handler.js'

/** Answers unflagUsers: what became of each user. */
export function createUnflagUsers(ledger: Ledger): Handler<'unflagUsers'> {
  return async function answerUnflagUsers({ body }, { actor }) {
    return { status: 200, type: 'application/json', body: { users: await unflagUsers(ledger, { actor, ...body }) } }
  }
}
