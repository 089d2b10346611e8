import type { Address } from '@credits-server/onchain'
import type { Knex } from 'knex'
import type { LockedUser } from './changeBalance.js'

/** Why a user is flagged. `ip` and `linkedAddresses` are for operators alone. */
export type Flag = {
  readonly type: 'multi-account' | 'captcha'
  readonly reason: { readonly message: string; readonly ip?: string; readonly linkedAddresses?: readonly Address[] }
  /** When it ends by itself. */
  readonly until?: Date
}

/** A flag and the API client that makes it. */
export type FlagBy = Flag & { readonly flaggedBy: string }

/** Adds one flag to each of some locked users; each of them has a fact `flagged` by it. */
export async function addFlags(
  trx: Knex.Transaction,
  users: readonly Pick<LockedUser, 'address' | 'at'>[],
  { type, reason, until, flaggedBy }: FlagBy,
): Promise<void> {
  await trx.raw(statement, [
    type,
    reason.message,
    reason.ip ?? null,
    [...(reason.linkedAddresses ?? [])],
    until ?? null,
    flaggedBy,
    users.map(({ address }) => address),
    users.map(({ at }) => at),
  ])
}

const statement = `
  insert into flags (type, message, ip, linked_addresses, until, flagged_by, address, created_at)
  select ?, ?, ?::inet, ?::text[], ?::timestamptz, ?, flagged.address, flagged.at
  from unnest(?::text[], ?::timestamptz[]) as flagged(address, at)`
