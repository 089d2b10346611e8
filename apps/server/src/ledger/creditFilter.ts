import type { Address } from '@credits-server/onchain'
import { creditState } from '../balance/creditState.js'

/** Which credits; what is left out does not matter. Times are `from <= time < to`. */
export type CreditFilter = {
  readonly address?: Address
  readonly seasonId?: number
  readonly goalId?: string
  readonly issuer?: string
  readonly signer?: Address
  readonly state?: string
  readonly createdFrom?: Date
  readonly createdTo?: Date
  readonly expiresFrom?: Date
  readonly expiresTo?: Date
}

/** The values of $1 to $11 of a statement with creditFilterSql; $2 is the moment to answer for. */
export function creditFilterValues(filter: CreditFilter, asOf: Date | null): (string | number | null)[] {
  const time = (moment: Date | undefined) => moment?.toISOString() ?? null
  return [
    filter.address ?? null,
    asOf?.toISOString() ?? null,
    filter.seasonId ?? null,
    filter.goalId ?? null,
    filter.issuer ?? null,
    filter.signer ?? null,
    filter.state ?? null,
    time(filter.createdFrom),
    time(filter.createdTo),
    time(filter.expiresFrom),
    time(filter.expiresTo),
  ]
}

/**
 * SQL of the condition on the row `c` of `creditsAsOf`. One user's credits are few and are found by the address; a plan that
 * has to fit both would walk through everybody's.
 */
export const creditFilterSql = (ofUser: boolean) => `(${ofUser ? '' : '$1::text is null or '}c.address = $1)
    and ($3::integer is null or c.season_id = $3)
    and ($4::text is null or c.goal_id = $4)
    and ($5::text is null or c.issuer = $5)
    and ($6::text is null or c.signer = $6)
    and ($7::text is null or ${creditState('c', 'clock.now')} = $7)
    and ($8::timestamptz is null or c.created_at >= $8)
    and ($9::timestamptz is null or c.created_at < $9)
    and ($10::timestamptz is null or c.expires_at >= $10)
    and ($11::timestamptz is null or c.expires_at < $11)`
