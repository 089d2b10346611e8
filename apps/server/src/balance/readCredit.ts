import type { Credit, JsonText } from '@credits-server/contract'
import type { Address } from '@credits-server/onchain'
import type { ReadPool, ReadStatement } from '../db/openReadPool.js'
import { CreditsError } from '../errors/CreditsError.js'
import { assertServed } from './assertServed.js'
import { creditJson } from './creditJson.js'
import { type StandingRow, standingColumns, standingTables } from './standingSql.js'

/** Reads one credit of a user; `now` (for tests) replaces the database's clock. */
export type ReadCredit = (address: Address, creditId: string, now?: Date) => Promise<JsonText<Credit>>

type Row = StandingRow & { revoked: boolean | null; credit: JsonText<Credit> | null }

const statement: ReadStatement = {
  name: 'credit',
  text: `
with ${standingTables()}
select ${standingColumns},
  c.revoked_at is not null as revoked,
  ${creditJson('c', 'clock.now')} as credit
from clock cross join flag
left join users u on u.address = $1
left join credits c on c.id = $3 and c.address = $1 and c.claimed_at is not null`,
}

/**
 * Creates the reader of single credits: claimed ones, in whatever status.
 *
 * **Errors:** USER_FLAGGED, USER_NOT_FOUND; CREDIT_NOT_FOUND, also for an unclaimed credit and for another user's;
 * CREDIT_REVOKED; UNAVAILABLE.
 */
export function createReadCredit(reads: ReadPool): ReadCredit {
  return async function readCredit(address, creditId, now) {
    const [row] = await reads.read<Row>(statement, [address, now?.toISOString() ?? null, creditId])
    if (!row) throw new Error('The credit statement returned no row')
    assertServed(row)
    if (row.revoked) throw new CreditsError('CREDIT_REVOKED')
    if (row.credit === null) throw new CreditsError('CREDIT_NOT_FOUND')
    return row.credit
  }
}
