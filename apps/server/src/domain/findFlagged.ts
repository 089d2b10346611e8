import type { Address } from '@credits-server/onchain'
import { runStatement } from '../db/runStatement.js'
import type { Transaction } from '../db/Session.js'

/** A user, and the moment to judge them by. */
type Judged = { readonly address: Address; readonly at: Date }

const statement = {
  name: 'find-flagged',
  text: `select distinct judged.address from unnest($1::text[], $2::timestamptz[]) judged (address, at)
    join flags on flags.address = judged.address and ended_at is null
      and created_at <= judged.at and (until is null or until > judged.at)`,
}

/** Finds those of the users who are flagged, each at their moment. */
export async function findFlagged(trx: Transaction, users: readonly Judged[]): Promise<ReadonlySet<Address>> {
  const rows = await runStatement<{ address: Address }>(trx, statement, [
    users.map(({ address }) => address),
    users.map(({ at }) => at.toISOString()),
  ])
  return new Set(rows.map(({ address }) => address))
}
