import type { Address } from '@credits-server/onchain'
import type { ReadPool, ReadStatement } from '../db/openReadPool.js'
import { momentText, unixMs } from './creditJson.js'
import type { DatabaseClock } from './DatabaseClock.js'

/** A balance that this instance holds. */
export type HeldVersion = { readonly address: Address; readonly version: number }

/** What the database says of all the balances it was asked about, at one moment. */
export type VersionComparison = {
  readonly epoch: string
  /** The database's time, RFC 3339 with milliseconds. */
  readonly takenAt: string
  readonly clock: DatabaseClock
  /** The addresses whose version is another one now. */
  readonly moved: ReadonlySet<Address>
}

/** Compares held balances with the database. */
export type CompareVersions = (held: readonly HeldVersion[]) => Promise<VersionComparison>

/** One row, also when nothing has moved: the time of the comparison is worth knowing. */
const statement: ReadStatement = {
  name: 'compare versions',
  text: `
with clock as materialized (select clock_timestamp() as now),
moved as (
  select coalesce(array_agg(held.address), '{}') as addresses
  from unnest($1::text[], $2::bigint[]) as held(address, version)
  left join users u on u.address = held.address
  where u.version is distinct from held.version
)
select l.epoch, ${momentText('clock.now')} as taken_at, ${unixMs('clock.now')} as database_ms, moved.addresses
from clock cross join ledger_identity l cross join moved`,
}

type Row = { epoch: string; taken_at: string; database_ms: string; addresses: Address[] }

/**
 * Creates the comparison: one round trip for as many balances as it is given.
 *
 * **Errors:** UNAVAILABLE when the database is lost.
 */
export function createCompareVersions(reads: ReadPool): CompareVersions {
  return async function compareVersions(held) {
    const localMs = performance.now()
    const values = [held.map(({ address }) => address), held.map(({ version }) => version)]
    const [row] = await reads.read<Row>(statement, values)
    if (!row) throw new Error('The comparison returned no row; is ledger_identity empty?')
    return {
      epoch: row.epoch,
      takenAt: row.taken_at,
      clock: { databaseMs: Number(row.database_ms), localMs },
      moved: new Set(row.addresses),
    }
  }
}
