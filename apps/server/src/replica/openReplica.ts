import type { Logger } from 'pino'
import type { CompareVersions } from '../balance/compareVersions.js'
import type { ReadSnapshots } from '../balance/readSnapshots.js'
import { openReadPool, type ReadPool } from '../db/openReadPool.js'
import type { Hints } from '../hints/Hints.js'
import { createFencedReads, type FencedReads, patienceMs } from './createFencedReads.js'
import { createReadReplicaSnapshots } from './readReplicaSnapshots.js'
import { watchReplica } from './watchReplica.js'

type Deps = {
  readonly replicaUrl: string
  /** The pool of the primary, and what it reads. */
  readonly reads: ReadPool
  readonly readSnapshots: ReadSnapshots
  readonly compareVersions: CompareVersions
  readonly hints: Hints
  readonly logger: Logger
  /** How old an answer may be. **Units:** milliseconds. */
  readonly reconcileMs: number
}

/** Reads that a replica may answer, with an end. */
export type Replica = FencedReads & {
  /** How far behind the replica is known not to be; null while it is not read. **Units:** milliseconds. */
  readonly behindMs: () => number | null
  close(): Promise<void>
}

/** What a read of the replica may take; who is slower is not needed. */
const patience = { planOnce: true, name: 'credits-server replica', statementMs: patienceMs, checkIdentity: false }

/** Opens a replica for the reads of balances. It need not be there: until it is, and whenever it is not, the primary answers. */
export function openReplica({ replicaUrl, reads, reconcileMs, ...deps }: Deps): Replica {
  const pool = openReadPool(replicaUrl, patience)
  const watch = watchReplica({ primary: reads, replica: pool, logger: deps.logger, mostBehindMs: reconcileMs })
  const readReplicaSnapshots = createReadReplicaSnapshots(pool)
  return {
    ...createFencedReads({ ...deps, readReplicaSnapshots, watch, mostBehindMs: reconcileMs }),
    behindMs: () => watch.behindMs,
    async close() {
      await watch.stop()
      await pool.close()
    },
  }
}
