import type { Address } from '@credits-server/onchain'
import type { Transaction } from '../db/Session.js'
import { findFlagged } from './findFlagged.js'

/** Tells whether a user is flagged at a moment. */
export async function isFlagged(trx: Transaction, address: Address, at: Date): Promise<boolean> {
  const flagged = await findFlagged(trx, [{ address, at }])
  return flagged.size > 0
}
