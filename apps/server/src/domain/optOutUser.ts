import { commitChange, type Ledger } from '../ledger/commitChange.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'
import { readTypedAddress } from './readTypedAddress.js'
import type { UserStanding } from './UserStanding.js'

type Input = {
  readonly actor: Actor
  /** As it was typed: a wrong checksum would let somebody else leave. */
  readonly address: string
}

/**
 * Lets a user leave: public reads say that they are not known, while spends and conservation go on. One whom nobody has met may
 * opt out beforehand; who has left already is left as they are.
 *
 * **Errors:** FORBIDDEN; BAD_CHECKSUM; UNAVAILABLE, OUTCOME_UNKNOWN.
 * **Source:** optOutUser.
 */
export async function optOutUser(ledger: Ledger, { actor, address: typed }: Input): Promise<UserStanding> {
  authorise(actor, 'users:write')
  const address = readTypedAddress(typed)
  let left = new Date(0)
  const version = await commitChange(ledger, { address, actor, cause: 'operator' }, async (trx, user) => {
    left = user.optedOutAt ?? user.at
    if (user.optedOutAt !== null) return []
    await trx('users').where({ address }).update({ opted_out_at: left })
    return [{ kind: 'optedOut' }]
  })
  return { address, status: 'opted_out', optedOutAt: left.toISOString(), version }
}
