import type { Address } from '@credits-server/onchain'
import type { ReadPool } from '../db/openReadPool.js'
import type { CreditsError } from '../errors/CreditsError.js'
import { findRefusal } from './assertServed.js'
import { createSnapshot, type Snapshot } from './Snapshot.js'
import { snapshotStatement } from './snapshotStatement.js'
import type { StandingRow } from './standingSql.js'

/** A balance, or why it is not shown: USER_FLAGGED, USER_NOT_FOUND. */
export type SnapshotOrRefusal = Snapshot | CreditsError

/** What else decides which snapshots are read. */
export type SnapshotsOptions = {
  /** For tests: replaces the database's clock. */
  readonly now?: Date
  /** Versions that are known to be there; what is older is no answer. */
  readonly atLeast?: ReadonlyMap<Address, number>
  /** What there was at that moment of performance.now() must be in the answer. */
  readonly sinceMs?: number
}

/** Reads the snapshots of addresses. */
export type ReadSnapshots = (
  addresses: readonly Address[],
  options?: SnapshotsOptions,
) => Promise<ReadonlyMap<Address, SnapshotOrRefusal>>

/** One row of the snapshot statement. */
export type SnapshotRow = StandingRow & {
  address: Address
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
 * Creates the reader of snapshots: one round trip, however many addresses and credits. What the primary has is the latest there
 * is, so here `atLeast` and `sinceMs` ask for nothing more.
 *
 * **Errors:** UNAVAILABLE when the database is lost, whoever the users are.
 */
export function createReadSnapshots(reads: ReadPool): ReadSnapshots {
  return async function readSnapshots(addresses, { now } = {}) {
    const localMs = performance.now()
    const rows = await reads.read<SnapshotRow>(snapshotStatement, [addresses, now?.toISOString() ?? null])
    if (rows.length < addresses.length) throw new Error('The snapshot statement lacks a row; is ledger_identity empty?')
    return new Map(rows.map((row) => [row.address, findRefusal(row) ?? presentSnapshot(row, stampOf(row, localMs))]))
  }
}

/** Makes the snapshot of a row; `stamp` says of when it is. */
export function presentSnapshot(row: SnapshotRow, stamp: Pick<Snapshot, 'takenAt' | 'clock'>): Snapshot {
  return createSnapshot({
    ...stamp,
    id: { epoch: row.epoch, version: Number(row.version), mark: Number(row.mark) },
    staleAtMs: row.stale_at_ms === null ? null : Number(row.stale_at_ms),
    credits: row.credits,
    rest: row.rest,
  })
}

const stampOf = (row: SnapshotRow, localMs: number) => ({
  takenAt: row.now,
  clock: { databaseMs: Number(row.database_ms), localMs },
})
