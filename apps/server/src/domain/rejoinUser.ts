import { commitChange, type Ledger } from '../ledger/commitChange.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'
import { readTypedAddress } from './readTypedAddress.js'
import { standingOf, type UserStanding } from './UserStanding.js'

type Input = {
  readonly actor: Actor
  /** As it was typed: a wrong checksum would bring somebody else back. */
  readonly address: string
}

/**
 * Lets a user who left come back to what they had. Who has not left is left as they are.
 *
 * **Errors:** FORBIDDEN; BAD_CHECKSUM; UNAVAILABLE, OUTCOME_UNKNOWN.
 * **Source:** rejoinUser.
 */
export async function rejoinUser(ledger: Ledger, { actor, address: typed }: Input): Promise<UserStanding> {
  authorise(actor, 'users:write')
  const address = readTypedAddress(typed)
  let knownAt: Date | null = null
  const version = await commitChange(ledger, { address, actor, cause: 'operator' }, async (trx, user) => {
    knownAt = user.knownAt
    if (user.optedOutAt === null) return []
    await trx('users').where({ address }).update({ opted_out_at: null })
    return [{ kind: 'rejoined' }]
  })
  return standingOf({ address, version, knownAt, optedOutAt: null })
}
