import type { Address } from '@credits-server/onchain'
import type { Knex } from 'knex'
import { CreditsError } from '../errors/CreditsError.js'
import { addFlags, type Flag } from '../ledger/addFlags.js'
import type { LockedUser } from '../ledger/changeBalance.js'
import type { Ledger } from '../ledger/commitChange.js'
import { commitChanges, type UserChange } from '../ledger/commitChanges.js'
import type { Actor } from './Actor.js'
import { assertEachOnce } from './assertEachOnce.js'
import { authorise } from './authorise.js'
import { readTypedAddress } from './readTypedAddress.js'

/** A flag as it was asked for: its linked addresses as they were typed. */
export type FlagAsked = Omit<Flag, 'reason'> & {
  readonly reason: Omit<Flag['reason'], 'linkedAddresses'> & { readonly linkedAddresses?: readonly string[] }
}

type Input = {
  readonly actor: Actor
  /** As they were typed: a wrong checksum would flag somebody else. */
  readonly addresses: readonly string[]
  readonly flag: FlagAsked
}

/**
 * Flags users, all of them or none. An address that nobody has met gets a row, but is not known by it. Who has an active flag
 * of the same type, reason and `until` is left as they are: a request whose answer was lost can be sent again.
 *
 * **Errors:** FORBIDDEN; INVALID_ADDRESSES, BAD_CHECKSUM; UNTIL_IN_PAST; UNAVAILABLE, OUTCOME_UNKNOWN.
 * **Source:** flagUsers.
 */
export async function flagUsers(ledger: Ledger, { actor, addresses, flag: asked }: Input): Promise<UserChange[]> {
  authorise(actor, 'flags:write')
  const { linkedAddresses = [], ...reason } = asked.reason
  assertEachOnce(addresses, 'addresses')
  assertEachOnce(linkedAddresses, 'reason/linkedAddresses')
  const subjects = {
    addresses: addresses.map(readTypedAddress),
    actor,
    cause: 'operator' as const,
  }
  // A set: in whatever order they are sent, it is the same flag.
  const flag: Flag = { ...asked, reason: { ...reason, linkedAddresses: linkedAddresses.map(readTypedAddress).sort() } }
  return commitChanges(ledger, subjects, async (trx, users) => {
    const { until } = flag
    if (until && users.some(({ at }) => until <= at)) throw new CreditsError('UNTIL_IN_PAST')
    const flaggedSo = await findFlaggedSo(trx, users, flag)
    const others = users.filter(({ address }) => !flaggedSo.has(address))
    await addFlags(trx, others, { ...flag, flaggedBy: actor.client })
    return new Map(others.map(({ address }) => [address, [{ kind: 'flagged' as const }]]))
  })
}

/** Finds those who have this very flag; one whose `until` is still to come is active unless it was lifted. */
async function findFlaggedSo(
  trx: Knex.Transaction,
  users: readonly LockedUser[],
  { type, reason, until }: Flag,
): Promise<Set<Address>> {
  const found = await trx('flags')
    .where({ type, message: reason.message, ended_at: null })
    .whereRaw('address = any (?::text[])', [users.map(({ address }) => address)])
    .whereRaw('ip is not distinct from ?::inet', [reason.ip ?? null])
    .whereRaw('linked_addresses = ?::eth_address[]', [[...(reason.linkedAddresses ?? [])]])
    .whereRaw('until is not distinct from ?::timestamptz', [until ?? null])
    .pluck('address')
  return new Set(found)
}
