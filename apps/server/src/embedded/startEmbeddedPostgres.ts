import { isAbsolute } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Claim, claimPostmaster } from './claimPostmaster.js'
import { createConnectionString } from './createConnectionString.js'
import { EmbeddedPostgresError } from './EmbeddedPostgresError.js'
import { isLivePostmaster } from './isLivePostmaster.js'
import { keepOwnership } from './keepOwnership.js'
import { prepareSite } from './prepareSite.js'
import { stopPostmaster } from './stopPostmaster.js'
import { takeOwnerLock } from './takeOwnerLock.js'

export interface EmbeddedPostgresOptions {
  /** Absolute. Holds `postgres`, `postgres.log`, `postgres-lib` and, when short enough, `postgres-socket`. */
  readonly dataDir: string
  /** `fast` is for tests: what was committed may be lost when the machine stops. */
  readonly durability: 'safe' | 'fast'
  /** 100 unless given; one of them is the owner's. */
  readonly maxConnections?: number
  readonly log?: (message: string) => void
  /** Called once when the database is gone, or is no longer ours, without `stop()`. */
  readonly onExit?: (detail: EmbeddedPostgresExit) => void
}

export interface EmbeddedPostgresExit {
  /** For people: what happened and the last lines of the log. */
  readonly message: string
}

export interface EmbeddedPostgres {
  /** For pg and knex; names the unix socket. */
  readonly connectionString: string
  readonly socketDir: string
  /** The postmaster's. */
  readonly pid: number
  /** True when it runs on a postmaster that it did not start: mostly one that a killed server left behind. */
  readonly adopted: boolean
  /** Ends every session, stops the database and resolves when its process is gone. May be called again. */
  stop(): Promise<void>
}

/**
 * Starts the Postgres that ships with the server, or adopts the one that a killed server left running.
 *
 * **Shape:** it listens on a unix socket only, in a folder only its owner may enter. One server owns a DATA_DIR.
 *
 * **Errors:** `EmbeddedPostgresError`, any code.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, durability, maxConnections = 100, log = () => {}, onExit = () => {} } = options
  if (!isAbsolute(dataDir)) {
    throw new EmbeddedPostgresError('DATA_DIR_UNUSABLE', `DATA_DIR must be an absolute path here, not ${dataDir}.`)
  }
  const explain = (error: unknown): never => throwExplained(error, dataDir)
  const site = await prepareSite({ dataDir, durability, maxConnections }).catch(explain)
  const claim = await claimPostmaster(site, log).catch(explain)
  const { target } = claim
  await claim.lock.createDatabase().catch(async (error: unknown) => {
    await stopPostmaster(target)
    throw new EmbeddedPostgresError('POSTGRES_FAILED', `The database could not be created. ${String(error)}`, {
      cause: error,
    })
  })
  const ownership = keepOwnership({
    lock: claim.lock,
    retake: () => takeOwnerLock(site.socketDir),
    isAlive: () => isLivePostmaster(target),
    onGone: (why) => void describeExit(claim, why).then((message) => onExit({ message })),
  })
  let stopping: Promise<void> | null = null
  const stop = async (): Promise<void> => {
    const isOurs = ownership.isHeld()
    ownership.unwatch()
    // The process first, the session after it: whoever starts now finds the lock taken or the socket closed.
    if (isOurs) await stopPostmaster(target)
    await ownership.release()
  }
  return {
    connectionString: createConnectionString(site.socketDir),
    socketDir: site.socketDir,
    pid: target.pid,
    adopted: claim.postmaster === null,
    stop: () => (stopping ??= stop()),
  }
}

/** A file that cannot be read, made or written is the operator's to put right as well. */
function throwExplained(error: unknown, dataDir: string): never {
  if (error instanceof EmbeddedPostgresError || !(error instanceof Error) || !('syscall' in error)) throw error
  const cure = 'Run the server as the owner of its files, make room, or set another DATA_DIR, or DATABASE_URL.'
  throw new EmbeddedPostgresError(
    'DATA_DIR_UNUSABLE',
    `DATA_DIR ${dataDir} cannot be used: ${error.message}. ${cure}`,
    {
      cause: error,
    },
  )
}

async function describeExit({ postmaster, target }: Claim, why: 'died' | 'taken over'): Promise<string> {
  if (why === 'taken over') return `The embedded Postgres (pid ${target.pid}) now belongs to another credits server.`
  // Its sessions end a moment before its exit code is here.
  for (let tries = 0; postmaster !== null && postmaster.ended() === null && tries < 50; tries++) await sleep(20)
  const how = postmaster?.ended() ?? 'is gone'
  const said = postmaster === null ? '' : `\nIts last words:\n${await postmaster.logTail()}`
  return `The embedded Postgres (pid ${target.pid}) ${how}; start the server again.${said}`
}
