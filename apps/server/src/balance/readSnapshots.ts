import type { Address } from '@credits-server/onchain'
import type { ReadPool } from '../db/openReadPool.js'
import type { CreditsError } from '../errors/CreditsError.js'
import { findRefusal } from './assertServed.js'
import { createSnapshot, type Snapshot } from './Snapshot.js'
import { snapshotStatement } from './snapshotStatement.js'
import type { StandingRow } from './standingSql.js'

/** A balance, or why it is not shown: USER_FLAGGED, USER_NOT_FOUND. */
export type SnapshotOrRefusal = Snapshot | CreditsError

/** Reads the snapshots of addresses; `now` (for tests) replaces the database's clock. */
export type ReadSnapshots = (
  addresses: readonly Address[],
  now?: Date,
) => Promise<ReadonlyMap<Address, SnapshotOrRefusal>>

type Row = StandingRow & {
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
 * Creates the reader of snapshots: one round trip, however many addresses and credits.
 *
 * **Errors:** UNAVAILABLE when the database is lost, whoever the users are.
 */
export function createReadSnapshots(reads: ReadPool): ReadSnapshots {
  return async function readSnapshots(addresses, now) {
    const localMs = performance.now()
    const rows = await reads.read<Row>(snapshotStatement, [addresses, now?.toISOString() ?? null])
    if (rows.length < addresses.length) throw new Error('The snapshot statement lacks a row; is ledger_identity empty?')
    return new Map(rows.map((row) => [row.address, findRefusal(row) ?? snapshotOf(row, localMs)]))
  }
}

function snapshotOf(row: Row, localMs: number): Snapshot {
  return createSnapshot({
    id: { epoch: row.epoch, version: Number(row.version), mark: Number(row.mark) },
    takenAt: row.now,
    clock: { databaseMs: Number(row.database_ms), localMs },
    staleAtMs: row.stale_at_ms === null ? null : Number(row.stale_at_ms),
    credits: row.credits,
    rest: row.rest,
  })
}
