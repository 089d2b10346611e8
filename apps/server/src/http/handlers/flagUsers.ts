import { flagUsers } from '../../domain/flagUsers.js'
import type { Ledger } from '../../ledger/commitChange.js'
import type { Handler } from '../Handler.js'

/** Answers flagUsers: what became of each user. */
export function createFlagUsers(ledger: Ledger): Handler<'flagUsers'> {
  return async function answerFlagUsers({ body: { addresses, until, ...flag } }, { actor }) {
    const end = until === undefined ? {} : { until: new Date(until) }
    const users = await flagUsers(ledger, { actor, addresses, flag: { ...flag, ...end } })
    return { status: 200, type: 'application/json', body: { users } }
  }
}
