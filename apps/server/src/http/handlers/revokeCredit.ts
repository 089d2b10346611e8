import { revokeCredit } from '../../domain/revokeCredit.js'
import type { Ledger } from '../../ledger/commitChange.js'
import type { Handler } from '../Handler.js'

/** Answers revokeCredit: 200 with the revocation, the first time and every time after. */
export function createRevokeCredit(ledger: Ledger): Handler<'revokeCredit'> {
  return async function answerRevokeCredit({ path, body }, { actor }) {
    const revocation = await revokeCredit(ledger, { actor, creditId: path.id, reason: body.reason })
    return { status: 200, type: 'application/json', body: revocation }
  }
}
