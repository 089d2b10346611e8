import { revokeUserCredits } from '../../domain/revokeUserCredits.js'
import type { Ledger } from '../../ledger/commitChange.js'
import type { Handler } from '../Handler.js'
import { readAddress } from '../readAddress.js'

/** Answers revokeUserCredits: 200 with the sum of what is revoked of the user. */
export function createRevokeUserCredits(ledger: Ledger): Handler<'revokeUserCredits'> {
  return async function answerRevokeUserCredits({ path, body }, { actor }) {
    const revocation = await revokeUserCredits(ledger, {
      actor,
      address: readAddress(path.address),
      reason: body.reason,
    })
    return { status: 200, type: 'application/json', body: revocation }
  }
}
