import type { Address } from '@credits-server/onchain'
import { commitChange, type Ledger } from '../ledger/commitChange.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'

type Input = { readonly actor: Actor; readonly address: Address }

/**
 * Lets a user leave: public reads say that they are not known, while spends and conservation go on. Returns the version.
 *
 * **Errors:** FORBIDDEN, UNAVAILABLE, OUTCOME_UNKNOWN.
 */
export async function optOutUser(ledger: Ledger, { actor, address }: Input): Promise<number> {
  authorise(actor, 'users:write')
  return commitChange(ledger, { address, actor, cause: 'operator' }, async (trx, { at, optedOutAt }) => {
    if (optedOutAt !== null) return []
    await trx('users').where({ address }).update({ opted_out_at: at })
    return [{ kind: 'optedOut' }]
  })
}
