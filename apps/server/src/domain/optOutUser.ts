import { CreditsError } from '../errors/CreditsError.js'
import { commitChange, type Ledger } from '../ledger/commitChange.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'
import { readTypedAddress } from './readTypedAddress.js'
import { standingOf, type UserStanding } from './UserStanding.js'

type Input = {
  readonly actor: Actor
  /** As it was typed: a wrong checksum would let somebody else leave. */
  readonly address: string
}

/**
 * Lets a user leave: public reads say that they are not known, while spends and conservation go on. Who has left already is
 * left as they are.
 *
 * **Errors:** FORBIDDEN; BAD_CHECKSUM; USER_NOT_FOUND; UNAVAILABLE, OUTCOME_UNKNOWN.
 * **Source:** optOutUser.
 */
export async function optOutUser(ledger: Ledger, { actor, address: typed }: Input): Promise<UserStanding> {
  authorise(actor, 'users:write')
  const address = readTypedAddress(typed)
  let user = { address, knownAt: null as Date | null, optedOutAt: null as Date | null }
  const version = await commitChange(
    ledger,
    { address, actor: actor.client, cause: 'operator' },
    async (trx, found) => {
      user = found
      if (found.optedOutAt !== null) return []
      if (found.knownAt === null) throw new CreditsError('USER_NOT_FOUND')
      await trx('users').where({ address }).update({ opted_out_at: found.at })
      user = { ...found, optedOutAt: found.at }
      return [{ kind: 'optedOut' }]
    },
  )
  return standingOf({ ...user, version })
}
