import type { Address } from '@credits-server/onchain'
import { addFlag, type Flag } from '../ledger/addFlag.js'
import { commitChange, type Ledger } from '../ledger/commitChange.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'

type Input = { readonly actor: Actor; readonly address: Address; readonly flag: Flag }

/**
 * Flags a user, and returns the version. An address that nobody has met gets a row, but is not known by it.
 *
 * **Errors:** FORBIDDEN, UNAVAILABLE, OUTCOME_UNKNOWN.
 */
export async function flagUser(ledger: Ledger, { actor, address, flag }: Input): Promise<number> {
  authorise(actor, 'flags:write')
  return commitChange(ledger, { address, actor, cause: 'operator' }, async (trx, user) => [
    await addFlag(trx, user, flag),
  ])
}
