import { currentIdentity } from '../db/assertSameDatabase.js'
import type { ReadPool, ReadStatement } from '../db/openReadPool.js'
import { type DatabaseIdentity, identityOf, type PrimaryMark } from './readPrimaryMark.js'
import { type ReplicaRow, replicaColumns } from './replicaColumns.js'

/** What a replica says of itself. */
export type ReplicaState = {
  /** Names one run of one server. */
  readonly server: string
  /** How far it has replayed the primary's log: a later read there sees at least that. **Units:** bytes. */
  readonly replayed: bigint
  /** Why it is none of this primary's; null if it is. */
  readonly objection: string | null
}

/** The last checkpoint may be older than the timeline that is followed; the end of recovery that was noted last is not. */
const statement: ReadStatement = {
  name: 'replica state',
  text: `
select ${replicaColumns}, c.system_identifier, c.database_oid,
  greatest(c.timeline_id, (select min_recovery_end_timeline from pg_control_recovery())) as timeline_id
from (select ${currentIdentity}) c`,
}

type Row = ReplicaRow & { system_identifier: string; database_oid: string; timeline_id: number }

/** Asks a replica how far it is, and whether it follows this primary. **Errors:** those of the pool and of Postgres. */
export async function readReplicaState(replica: ReadPool, { identity }: PrimaryMark): Promise<ReplicaState> {
  const [row] = await replica.read<Row>(statement, [])
  if (!row) throw new Error('The replica has said nothing of itself')
  return { server: row.server, replayed: BigInt(row.replayed), objection: object(row, identity) }
}

function object(row: Row, primary: DatabaseIdentity): string | null {
  const { systemIdentifier, databaseOid, timeline } = identityOf(row)
  if (systemIdentifier !== primary.systemIdentifier) return 'it is a copy of another database server'
  if (databaseOid !== primary.databaseOid) return 'it leads to another database of that server'
  if (!row.is_replica) return 'it is no replica: it takes writes itself'
  if (timeline !== primary.timeline) return 'it follows another timeline than the primary is on: there was a failover'
  return null
}
