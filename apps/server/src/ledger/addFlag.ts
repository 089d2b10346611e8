import type { Address } from '@credits-server/onchain'
import type { Knex } from 'knex'
import type { LockedUser } from './changeBalance.js'
import type { Fact } from './Fact.js'

/** Why a user is flagged. `ip` and `linkedAddresses` are for operators alone. */
export type Flag = {
  readonly type: 'multi-account' | 'captcha'
  readonly reason: { readonly message: string; readonly ip?: string; readonly linkedAddresses?: readonly Address[] }
  /** When it ends by itself. */
  readonly until?: Date
}

/** Adds a flag to a locked user. */
export async function addFlag(trx: Knex.Transaction, user: LockedUser, { type, reason, until }: Flag): Promise<Fact> {
  await trx('flags').insert({
    address: user.address,
    type,
    message: reason.message,
    ip: reason.ip,
    linked_addresses: reason.linkedAddresses ?? [],
    created_at: user.at,
    until,
  })
  return { kind: 'flagged' }
}
