import type { Knex } from 'knex'
import { CreditsError } from '../errors/CreditsError.js'
import type { LockedUser } from '../ledger/changeBalance.js'
import { isFlagged } from './isFlagged.js'

/**
 * Lets a user pass who may have what was earned; asked in the order in which a read asks.
 *
 * **Errors:** RECIPIENT_FLAGGED, USER_NOT_FOUND, RECIPIENT_OPTED_OUT.
 */
export async function assertMayClaim(
  trx: Knex.Transaction,
  { address, at, knownAt, optedOutAt }: LockedUser,
): Promise<void> {
  if (await isFlagged(trx, address, at)) throw new CreditsError('RECIPIENT_FLAGGED')
  if (knownAt === null) throw new CreditsError('USER_NOT_FOUND')
  if (optedOutAt !== null) throw new CreditsError('RECIPIENT_OPTED_OUT')
}
