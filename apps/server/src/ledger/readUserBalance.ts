import type { Balance, JsonText } from '@credits-server/contract'
import type { Address } from '@credits-server/onchain'
import { balanceRest, balanceTables, creditSeparator } from '../balance/snapshotStatement.js'
import type { ReadPool, ReadStatement } from '../db/openReadPool.js'
import { CreditsError } from '../errors/CreditsError.js'
import { asOfClock, creditsAsOf } from './asOfSql.js'

/** Reads the balance of a user as it was at a moment; null is now. */
export type ReadUserBalance = (address: Address, asOf: Date | null) => Promise<JsonText<Balance>>

type Row = { is_ahead: boolean; was_met: boolean; credits: string; rest: string }

/** The same text as the snapshot's, over what was there at $2: entries until then, and the clock of then. */
const statement: ReadStatement = {
  name: 'userBalance',
  text: `
with ${asOfClock},
entries_then as (select * from entries where address = $1 and ($2::timestamptz is null or at <= $2)),
version_then as (select coalesce(max(version), 0) as version from entries_then),
${balanceTables({ credits: creditsAsOf, entries: 'entries_then', isShown: 'c.is_shown' })}
select clock.is_ahead, total.credits, ${balanceRest('v.version')} as rest,
  -- Registration has no entry, a flag makes nobody known, and a change that came to nothing leaves a row.
  coalesce(u.known_at <= $2 or (u.known_at is not null and $2 is null) or v.version > 0, false) as was_met
from clock cross join ledger_identity l cross join mark cross join total cross join change cross join version_then v
left join users u on u.address = $1`,
}

/**
 * Creates the operators' reader of balances: of flagged users and of those who left, too.
 *
 * **Errors:** INVALID_AS_OF; USER_NOT_FOUND, also for who was met later than the moment; UNAVAILABLE.
 */
export function createReadUserBalance(reads: ReadPool): ReadUserBalance {
  return async function readUserBalance(address, asOf) {
    const [row] = await reads.read<Row>(statement, [address, asOf?.toISOString() ?? null])
    if (!row) throw new Error('The balance statement returned no row; is ledger_identity empty?')
    if (row.is_ahead) throw new CreditsError('INVALID_AS_OF', { details: { parameter: 'asOf' } })
    if (!row.was_met) throw new CreditsError('USER_NOT_FOUND')
    return `{"credits":[${row.credits.replaceAll(creditSeparator, ',')}],${row.rest}}` as JsonText<Balance>
  }
}
