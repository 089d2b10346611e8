import type { Address } from '@credits-server/onchain'
import { runStatement } from '../db/runStatement.js'
import type { Transaction } from '../db/Session.js'
import { findFlagged } from './findFlagged.js'
import type { Recipient } from './grantRules.js'

/** As locking them would find them, without a row for who has none. */
const statement = {
  name: 'read-recipients',
  text: `with clock as materialized (select clock_timestamp() as now)
    select asked.address, opted_out_at, date_trunc('milliseconds', greatest(now, last_at)) as at
    from clock, unnest($1::text[]) asked (address) left join users on users.address = asked.address`,
}

type Row = { address: Address; opted_out_at: Date | null; at: Date }

/** Reads how users stand, those who are not there yet too, and locks nothing. */
export async function readRecipients(
  trx: Transaction,
  addresses: readonly Address[],
): Promise<Map<Address, Recipient>> {
  const rows = await runStatement<Row>(trx, statement, [addresses])
  return judgeStanding(
    trx,
    rows.map(({ address, opted_out_at, at }) => ({ address, at, optedOutAt: opted_out_at })),
  )
}

/** Adds to users whether each is flagged at their moment. */
export async function judgeStanding(
  trx: Transaction,
  users: readonly Omit<Recipient, 'flagged'>[],
): Promise<Map<Address, Recipient>> {
  const flagged = await findFlagged(trx, users)
  return new Map(
    users.map(({ address, at, optedOutAt }) => [address, { address, at, optedOutAt, flagged: flagged.has(address) }]),
  )
}
