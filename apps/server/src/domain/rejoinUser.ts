import type { Address } from '@credits-server/onchain'
import { commitChange, type Ledger } from '../ledger/commitChange.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'

type Input = { readonly actor: Actor; readonly address: Address }

/**
 * Lets a user who left come back to what they had. Returns the version.
 *
 * **Errors:** FORBIDDEN, UNAVAILABLE, OUTCOME_UNKNOWN.
 */
export async function rejoinUser(ledger: Ledger, { actor, address }: Input): Promise<number> {
  authorise(actor, 'users:write')
  return commitChange(ledger, { address, actor, cause: 'operator' }, async (trx, { optedOutAt }) => {
    if (optedOutAt === null) return []
    await trx('users').where({ address }).update({ opted_out_at: null })
    return [{ kind: 'rejoined' }]
  })
}
