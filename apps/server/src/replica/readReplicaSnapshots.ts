import type { Address } from '@credits-server/onchain'
import { findRefusal } from '../balance/assertServed.js'
import { presentSnapshot, type SnapshotRow } from '../balance/readSnapshots.js'
import type { Snapshot } from '../balance/Snapshot.js'
import { snapshotStatement } from '../balance/snapshotStatement.js'
import type { ReadPool, ReadStatement } from '../db/openReadPool.js'
import { clockAt } from './readPrimaryMark.js'
import { type ReplicaRow, replicaColumns } from './replicaColumns.js'
import type { ReplicaView } from './watchReplica.js'

/** Reads from a replica what it can say for certain; an address that is not in the answer is the primary's to answer. */
export type ReadReplicaSnapshots = (
  addresses: readonly Address[],
  view: ReplicaView,
) => Promise<ReadonlyMap<Address, Snapshot>>

/**
 * The replica's own clock decides nothing. The statement answers for the latest moment $2 that it can be by the primary's clock,
 * and `is_close` says that the answer for the earliest one, $3, could be another: a credit has expired between the two, or a
 * flag has ended. It also says that something was changed after $2, of which the answer for $2 would know one half.
 */
const statement: ReadStatement = {
  name: 'replica snapshots',
  text: `
select s.*, r.*,
  coalesce(s.mark > extract(epoch from $3::timestamptz) or u.last_at > $2::timestamptz or exists (
    select from flags f where f.address = s.address and f.ended_at is null and f.until > $3::timestamptz and f.until <= $2::timestamptz
  ), false) as is_close
from (select ${replicaColumns}) r cross join (${snapshotStatement.text}) s left join users u on u.address = s.address`,
}

type Row = SnapshotRow & ReplicaRow & { is_close: boolean }

/** The server behind the pool is another one than was looked at, is behind where it was, or is no replica any more. */
export class ReplicaChangedError extends Error {
  override name = 'ReplicaChangedError'
}

/**
 * Creates the reader of snapshots from a replica. An answer is of the moment of `view.asOf`: what was written since may be in it
 * or not. That a user is flagged or not known is never taken from here.
 *
 * **Errors:** ReplicaChangedError; those of the pool and of Postgres.
 */
export function createReadReplicaSnapshots(replica: ReadPool): ReadReplicaSnapshots {
  return async function readReplicaSnapshots(addresses, { asOf, server, latest }) {
    const nowMs = performance.now()
    const { earliestMs, latestMs } = clockAt(latest, nowMs)
    const rows = await replica.read<Row>(statement, [
      addresses,
      isoOf(Math.ceil(latestMs)),
      isoOf(Math.floor(earliestMs)),
    ])
    const stamp = {
      takenAt: asOf.takenAt,
      clock: { databaseMs: Math.ceil(latestMs) - (nowMs - asOf.askedAtMs), localMs: asOf.askedAtMs },
    }
    const found = new Map<Address, Snapshot>()
    for (const row of rows) {
      // The row was seen before it said how far the replica is. That this run of this server was as far is known from before.
      const isTheSame = row.is_replica && row.server === server && BigInt(row.replayed) >= asOf.position
      if (!isTheSame) throw new ReplicaChangedError('it is another server than it was, or no replica any more')
      if (row.epoch !== latest.epoch || row.is_close || findRefusal(row) !== null) continue
      found.set(row.address, presentSnapshot(row, stamp))
    }
    return found
  }
}

const isoOf = (unixMs: number) => new Date(unixMs).toISOString()
