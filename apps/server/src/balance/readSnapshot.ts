import type { Address } from '@credits-server/onchain'
import type { ReadPool } from '../db/openReadPool.js'
import { assertServed } from './assertServed.js'
import { createSnapshot, type Snapshot } from './Snapshot.js'
import { creditSeparator, snapshotStatement } from './snapshotStatement.js'
import type { StandingRow } from './standingSql.js'

/** Reads the snapshot of an address; `now` (for tests) replaces the database's clock. */
export type ReadSnapshot = (address: Address, now?: Date) => Promise<Snapshot>

type Row = StandingRow & {
  epoch: string
  version: string
  mark: string
  now: string
  database_ms: string
  stale_at_ms: string | null
  credits: string
  rest: string
}

/**
 * Creates the reader of snapshots: one round trip each.
 *
 * **Errors:** USER_FLAGGED, USER_NOT_FOUND; UNAVAILABLE when the database is lost, whoever the user is.
 */
export function createReadSnapshot(reads: ReadPool): ReadSnapshot {
  return async function readSnapshot(address, now) {
    const localMs = performance.now()
    const [row] = await reads.read<Row>(snapshotStatement, [address, now?.toISOString() ?? null])
    if (!row) throw new Error('The snapshot statement returned no row; is ledger_identity empty?')
    assertServed(row)
    return createSnapshot({
      id: { epoch: row.epoch, version: Number(row.version), mark: Number(row.mark) },
      takenAt: row.now,
      clock: { databaseMs: Number(row.database_ms), localMs },
      staleAtMs: row.stale_at_ms === null ? null : Number(row.stale_at_ms),
      credits: row.credits === '' ? [] : row.credits.split(creditSeparator),
      rest: row.rest,
    })
  }
}
