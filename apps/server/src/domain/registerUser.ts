import { commitChange, type Ledger } from '../ledger/commitChange.js'
import type { Issuance } from '../voucher/signVoucher.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'
import { readRecipient } from './grantRules.js'
import { standingOf, type UserStanding } from './UserStanding.js'

type Deps = Ledger & { readonly issuance: Pick<Issuance, 'contract'> }

type Input = {
  readonly actor: Actor
  /** As it was typed: a wrong checksum would register somebody else. */
  readonly address: string
}

/**
 * Makes a user known without an entry; a new one is at version 0. Who is known already is left as they are, and so is who has
 * left: coming back is theirs to ask for.
 *
 * **Errors:** FORBIDDEN; BAD_CHECKSUM, INVALID_RECIPIENT; UNAVAILABLE, OUTCOME_UNKNOWN.
 * **Source:** registerUser.
 */
export async function registerUser(
  { issuance, ...ledger }: Deps,
  { actor, address: typed }: Input,
): Promise<UserStanding> {
  authorise(actor, 'users:write')
  const address = readRecipient(typed, issuance)
  let knownAt: Date | null = null
  let optedOutAt: Date | null = null
  const version = await commitChange(ledger, { address, actor, cause: 'operator' }, async (trx, user) => {
    if (user.knownAt === null) await trx('users').where({ address }).update({ known_at: user.at })
    knownAt = user.knownAt ?? user.at
    optedOutAt = user.optedOutAt
    return []
  })
  return standingOf({ address, version, knownAt, optedOutAt })
}
