import type { Address } from '@credits-server/onchain'
import type { Flag } from '../ledger/addFlags.js'
import type { Ledger } from '../ledger/commitChange.js'
import { commitChanges, type UserChange } from '../ledger/commitChanges.js'
import type { Actor } from './Actor.js'
import { assertEachOnce } from './assertEachOnce.js'
import { authorise } from './authorise.js'
import { readTypedAddress } from './readTypedAddress.js'

type Input = {
  readonly actor: Actor
  /** As they were typed: a wrong checksum would lift somebody else's flags. */
  readonly addresses: readonly string[]
  readonly type: Flag['type']
}

/**
 * Lifts the active flags of one type, of all the users or of none; the history of flags is kept. Who has none is left as they
 * are, and who has several has one entry for all of them.
 *
 * **Errors:** FORBIDDEN; INVALID_ADDRESSES, BAD_CHECKSUM; UNAVAILABLE, OUTCOME_UNKNOWN.
 * **Source:** unflagUsers.
 */
export async function unflagUsers(ledger: Ledger, { actor, addresses, type }: Input): Promise<UserChange[]> {
  authorise(actor, 'flags:write')
  assertEachOnce(addresses, 'addresses')
  const subjects = {
    addresses: addresses.map(readTypedAddress),
    actor,
    cause: 'operator' as const,
  }
  return commitChanges(ledger, subjects, async (trx, users) => {
    const { rows } = await trx.raw<{ rows: { address: Address }[] }>(liftStatement, [
      actor.client,
      users.map(({ address }) => address),
      users.map(({ at }) => at),
      type,
    ])
    return new Map(rows.map(({ address }) => [address, [{ kind: 'unflagged' as const }]]))
  })
}

/** A flag that has ended by itself stays as it is. */
const liftStatement = `
  update flags set ended_at = lifted.at, lifted_by = ?
  from unnest(?::text[], ?::timestamptz[]) as lifted(address, at)
  where flags.address = lifted.address and type = ? and ended_at is null and (until is null or until > lifted.at)
  returning flags.address`
