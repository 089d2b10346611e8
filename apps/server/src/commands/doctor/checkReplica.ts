import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../../config/parseConfig.js'
import { openReadPool, type ReadPool } from '../../db/openReadPool.js'
import { readPrimaryMark } from '../../replica/readPrimaryMark.js'
import { readReplicaState } from '../../replica/readReplicaState.js'
import { type Finding, ok, problem, warning } from './Finding.js'

const check = 'replica'

const patience = { name: 'credits-server doctor', statementMs: 2_000, checkIdentity: false }

/** Checks that the replica can be reached, follows this primary, and how long it takes to have what the primary has now. */
export async function checkReplica(
  connectionString: string,
  { databaseReplicaUrl, reconcileMs }: Pick<Config, 'databaseReplicaUrl' | 'reconcileMs'>,
): Promise<Finding[]> {
  if (databaseReplicaUrl === null) return []
  const primary = openReadPool(connectionString)
  const replica = openReadPool(databaseReplicaUrl, patience)
  try {
    return [await judge(primary, replica, reconcileMs)]
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    const found = `it cannot be asked: ${cause instanceof Error ? cause.message : String(cause)}`
    return [problem(check, found, 'Start it, or correct DATABASE_REPLICA_URL; until then the primary answers alone.')]
  } finally {
    await Promise.all([primary.close(), replica.close()])
  }
}

/** Waits for as long as a server would. */
async function judge(primary: ReadPool, replica: ReadPool, reconcileMs: number): Promise<Finding> {
  const mark = await readPrimaryMark(primary)
  for (;;) {
    const { objection, replayed } = await readReplicaState(replica, mark)
    if (objection !== null) {
      return problem(check, objection, 'Set DATABASE_REPLICA_URL to a streaming replica of DATABASE_URL, or unset it.')
    }
    const behindMs = Math.round(performance.now() - mark.askedAtMs)
    if (replayed >= mark.position) return ok(check, `it follows this primary, and is less than ${behindMs} ms behind`)
    if (behindMs > reconcileMs) {
      const found = `it is more than ${reconcileMs} ms behind (${mark.position - replayed} bytes), and is not read`
      return warning(check, found, 'See whether it still receives the log, and whether its replay was paused.')
    }
    await sleep(10)
  }
}
