import { momentText, unixMs } from '../balance/creditJson.js'
import { currentIdentity } from '../db/assertSameDatabase.js'
import type { ReadPool, ReadStatement } from '../db/openReadPool.js'

/** Which database it is. A failover changes the timeline, a restore elsewhere one of the others. */
export type DatabaseIdentity = {
  readonly systemIdentifier: string
  readonly databaseOid: string
  readonly timeline: number
}

/** Where the primary was at one moment. */
export type PrimaryMark = {
  /** How far its log was. Whatever could be seen on the primary before `askedAtMs` stands before it. **Units:** bytes. */
  readonly position: bigint
  readonly epoch: string
  readonly identity: DatabaseIdentity
  /** Its time, RFC 3339 with milliseconds. */
  readonly takenAt: string
  /** Its clock, which it read between `askedAtMs` and `answeredAtMs` of performance.now(). **Units:** milliseconds since 1970. */
  readonly databaseMs: number
  readonly askedAtMs: number
  readonly answeredAtMs: number
}

/** The two moments between which the primary's clock is. **Units:** milliseconds since 1970. */
export type ClockWindow = { readonly earliestMs: number; readonly latestMs: number }

/** What two clocks may drift apart meanwhile: twice the 500 ppm by which NTP turns one. */
const drift = 0.001

/**
 * The position is where the next record would begin, and at the start of a page that is behind the page's header; a replica
 * says where the last record ended, which is before it, and would look as if it lagged until the next record came. No record
 * ends within 40 bytes of a page's start without reaching over from the page before, so the start says the same.
 */
const statement: ReadStatement = {
  name: 'primary mark',
  text: `
select l.epoch, ${momentText('now.clock')} as taken_at, ${unixMs('now.clock')} as database_ms,
  case when log.position % page.size <= 40 then log.position - log.position % page.size else log.position end::text as position,
  ${currentIdentity}
from ledger_identity l,
  (select clock_timestamp() as clock) now,
  (select current_setting('wal_block_size')::numeric as size) page,
  (select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') as position) log`,
}

type Row = {
  epoch: string
  taken_at: string
  database_ms: string
  position: string
  system_identifier: string
  database_oid: string
  timeline_id: number
}

/** Reads where the primary is. **Errors:** UNAVAILABLE when it is lost. */
export async function readPrimaryMark(primary: ReadPool): Promise<PrimaryMark> {
  const askedAtMs = performance.now()
  const [row] = await primary.read<Row>(statement, [])
  if (!row) throw new Error('The mark has no row; is ledger_identity empty?')
  return {
    position: BigInt(row.position),
    epoch: row.epoch,
    identity: identityOf(row),
    takenAt: row.taken_at,
    databaseMs: Number(row.database_ms),
    askedAtMs,
    answeredAtMs: performance.now(),
  }
}

/** Tells what the primary's clock shows at a moment of performance.now() that is not before the mark. */
export function clockAt({ databaseMs, askedAtMs, answeredAtMs }: PrimaryMark, atMs: number): ClockWindow {
  return {
    earliestMs: databaseMs + (atMs - answeredAtMs) * (1 - drift),
    latestMs: databaseMs + (atMs - askedAtMs) * (1 + drift),
  }
}

/** Reads what `currentIdentity` has selected. */
export function identityOf(row: Pick<Row, 'system_identifier' | 'database_oid' | 'timeline_id'>): DatabaseIdentity {
  return { systemIdentifier: row.system_identifier, databaseOid: row.database_oid, timeline: row.timeline_id }
}
