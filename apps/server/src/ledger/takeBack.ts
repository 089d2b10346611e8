import type { Knex } from 'knex'
import type { LockedUser } from './changeBalance.js'
import type { Fact } from './Fact.js'

/** Which credits of the user: one, or null for all of them; and why. */
type Taking = { readonly creditId: string | null; readonly reason: string }

/**
 * Takes back what is left of a locked user's credits, pending and expired ones too. Those that are revoked already, or of which
 * nothing is left, stay as they are and make no fact.
 */
export async function takeBack(trx: Knex.Transaction, user: LockedUser, { creditId, reason }: Taking): Promise<Fact[]> {
  const open = trx('credits')
    .where({ address: user.address, revoked_at: null })
    .whereRaw('spent_wei < value_wei')
    .modify((credits) => void (creditId === null || credits.where({ id: creditId })))
  const taken = await open
    .update({ revoked_at: user.at })
    .returning<{ id: string; left_wei: string }[]>(['id', trx.raw('value_wei - spent_wei as left_wei')])
  // An update returns rows as it finds them; the same history should be written the same way.
  return taken
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, left_wei }) => ({ kind: 'revoked', creditId: id, amountWei: BigInt(left_wei), reason }))
}
