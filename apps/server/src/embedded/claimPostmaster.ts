import { setTimeout as sleep } from 'node:timers/promises'
import { EmbeddedPostgresError } from './EmbeddedPostgresError.js'
import { isLivePostmaster } from './isLivePostmaster.js'
import { launchPostmaster } from './launchPostmaster.js'
import type { Site } from './prepareSite.js'
import { type PostmasterPid, readPostmasterPid } from './readPostmasterPid.js'
import type { Postmaster } from './spawnPostmaster.js'
import { stopPostmaster } from './stopPostmaster.js'
import { type OwnerAnswer, type OwnerLock, takeOwnerLock } from './takeOwnerLock.js'

export interface Claim {
  readonly lock: OwnerLock
  readonly target: PostmasterPid
  /** The child that was started for it, null when a running one was adopted. */
  readonly postmaster: Postmaster | null
}

/** A recovery replays up to max_wal_size, 1 GB, before it answers. */
const readyWithinMs = 120_000
const tellAfterMs = 3_000
/** How long a killed server's session may hold the lock after its process is gone. */
const busyGraceMs = 500
/** How long backends may outlive their postmaster before that is an error. */
const retryForMs = 10_000

/**
 * Brings the data directory's postmaster up, by adopting the running one or by starting one, and becomes its owner.
 *
 * A loop over what is there now, not a sequence of steps: a postmaster may be starting, recovering, stopping, orphaned,
 * dead with its files left, or be started by somebody else at this moment, and each may turn into another between two
 * looks. Two arbiters decide: Postgres's lock file, which postmaster lives, and the owner lock, whose it is.
 *
 * **Errors:** `DATA_DIR_IN_USE`, `DATA_DIR_UNUSABLE`, `POSTGRES_FAILED`.
 */
export async function claimPostmaster(site: Site, log: (message: string) => void): Promise<Claim> {
  const startedAt = Date.now()
  let child: Postmaster | null = null
  let busySince: number | null = null
  let hasTold = false
  for (;;) {
    const waitedMs = Date.now() - startedAt
    const live = await findLivePostmaster(site)
    const answer = await ask(site, live)

    if (answer.state === 'owned') {
      const target = await findLivePostmaster(site)
      const isThisOne = target !== null && target.pid === answer.lock.pid
      if (isThisOne && answer.lock.launch === site.postmaster.launch) {
        return { lock: answer.lock, target, postmaster: child?.pid === target.pid ? child : null }
      }
      if (isThisOne) {
        log(`stopping the database of pid ${target.pid}, which runs with other settings`)
        await stopPostmaster(target)
      }
      await answer.lock.release()
    } else if (answer.state === 'busy') {
      busySince ??= Date.now()
      if (Date.now() - busySince > busyGraceMs) throw inUse(site)
    } else if (live === null && (child === null || child.ended() !== null)) {
      if (child !== null && !(waitedMs < retryForMs && (await mayPass(child)))) throw await failed(site, child)
      if (child !== null) await sleep(100)
      child = await launchPostmaster(site, log)
    }
    if (answer.state !== 'busy') busySince = null
    if (answer.state === 'silent' && waitedMs > tellAfterMs && !hasTold) {
      hasTold = true
      log(`still waiting for the database: ${answer.reason}; see ${site.log}`)
    }
    if (waitedMs > readyWithinMs) throw await neverReady(site, child, live, answer)
    await sleep(20)
  }
}

async function findLivePostmaster(site: Site): Promise<PostmasterPid | null> {
  const named = await readPostmasterPid(site.pidFile)
  return named !== null && (await isLivePostmaster(named)) ? named : null
}

/** Asks our own socket first: in containers that share DATA_DIR, another one's pids mean nothing here. */
async function ask(site: Site, live: PostmasterPid | null): Promise<OwnerAnswer> {
  const answer = await takeOwnerLock(site.socketDir)
  const other = live?.socketDir ?? site.socketDir
  return answer.state === 'silent' && other !== site.socketDir ? takeOwnerLock(other) : answer
}

/** The race with another start was lost to one that is gone by now, or backends of a killed postmaster still end. */
async function mayPass(child: Postmaster): Promise<boolean> {
  const passing = /lock file ".*" (already exists|is empty)|shared memory block .* still in use/
  return passing.test(await child.logTail())
}

function inUse(site: Site): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'DATA_DIR_IN_USE',
    `DATA_DIR ${site.dataDir} is in use by another credits server; stop it or set another DATA_DIR.`,
  )
}

async function failed(site: Site, child: Postmaster): Promise<EmbeddedPostgresError> {
  return new EmbeddedPostgresError(
    'POSTGRES_FAILED',
    `The embedded Postgres in ${site.cluster}, run ${site.runAs.how}, ${child.ended()}. Its last words in ${site.log}:\n` +
      `${await child.logTail()}\nPut right what it says and start again; or set another DATA_DIR, or DATABASE_URL.`,
  )
}

/** Stops what this start began and says what stands in the way. */
async function neverReady(
  site: Site,
  child: Postmaster | null,
  live: PostmasterPid | null,
  answer: OwnerAnswer,
): Promise<EmbeddedPostgresError> {
  if (live !== null && live.pid === child?.pid) await stopPostmaster(live)
  const who = live === null ? 'Postgres' : `Postgres with pid ${live.pid}`
  const why = answer.state === 'silent' ? answer.reason : answer.state
  return new EmbeddedPostgresError(
    'POSTGRES_FAILED',
    `${who} in ${site.cluster} did not answer within ${readyWithinMs / 1000} s: ${why}. See ${site.log}. ` +
      'If its process is still there and nothing else needs it, stop it and start again.',
  )
}
