import type { Address } from '@credits-server/onchain'
import type { Knex } from 'knex'

/** How far a chain is followed, as the database has it. */
export type FollowingState = {
  readonly headNumber: number | null
  readonly finalized: number | null
  /** When a block or a change of what is final last came in; null where the chain was never followed. */
  readonly followedAt: Date | null
  readonly haltedBecause: string | null
  readonly contracts: readonly { readonly contract: Address; readonly indexedTo: number }[]
  readonly events: number
  readonly quarantined: readonly { readonly reason: string; readonly count: number }[]
}

/** Reads how far a chain is followed, for operators. */
export async function readFollowing(knex: Knex, chainId: number): Promise<FollowingState> {
  const of = { chain_id: chainId }
  const follower = await knex('chain_followers').where(of).first()
  const contracts = await knex('chain_contracts').where(of).orderBy('contract')
  const counts = await knex('chain_events')
    .where({ ...of, undone_at: null })
    .groupBy('quarantined_because')
    .orderBy('quarantined_because')
    .select('quarantined_because as reason')
    .count('* as count')
  const quarantined = counts.filter(({ reason }) => reason !== null)
  const numberOrNull = (value: unknown) => (value === null || value === undefined ? null : Number(value))
  return {
    headNumber: numberOrNull(follower?.head_number),
    finalized: numberOrNull(follower?.finalized_number),
    followedAt: follower?.followed_at ?? null,
    haltedBecause: follower?.halted_because ?? null,
    contracts: contracts.map(({ contract, indexed_to }) => ({ contract, indexedTo: Number(indexed_to) })),
    events: counts.reduce((sum, { count }) => sum + Number(count), 0),
    quarantined: quarantined.map(({ reason, count }) => ({ reason: String(reason), count: Number(count) })),
  }
}
