import type { Logger } from 'pino'
import type { ReadPool } from '../db/openReadPool.js'
import { createBreaker } from './createBreaker.js'
import { type PrimaryMark, readPrimaryMark } from './readPrimaryMark.js'
import { readReplicaState } from './readReplicaState.js'

type Deps = {
  readonly primary: ReadPool
  readonly replica: ReadPool
  readonly logger: Logger
  /** How far behind the replica may be and still be read. **Units:** milliseconds. */
  readonly mostBehindMs: number
}

/** What a read of the replica may count on, as of when it begins. */
export type ReplicaView = {
  /** Everything the primary showed anybody before this moment of performance.now() is on the replica. */
  readonly asOf: PrimaryMark
  /** The run of the server of which that is true; what another one says may be older. */
  readonly server: string
  /** The latest mark, by which the primary's clock and epoch are known. */
  readonly latest: PrimaryMark
}

/** What is known of the replica. */
export type ReplicaWatch = {
  /** What may be counted on now; null while the replica may not be read. */
  view(): ReplicaView | null
  /** Leaves the replica alone for a while: it has failed, or has said what cannot be. */
  distrust(why: string): void
  /** How far behind it is known not to be; null while it may not be read. **Units:** milliseconds. */
  readonly behindMs: number | null
  /** Calls `listener` with each mark that the replica has reached; they never run back. */
  onReached(listener: (mark: PrimaryMark) => void): void
  stop(): Promise<void>
}

/** Between two looks; each is one small query on either side. */
const lookEveryMs = (mostBehindMs: number) => Math.min(500, Math.max(20, mostBehindMs / 10))

/**
 * Watches how far the replica is. Each look asks the primary where its log ends and then the replica how far it has replayed it.
 * That needs neither a write nor a second clock: once the replica has reached what the primary had at one moment, whatever
 * begins to read there later sees at least what the primary showed at that moment. So an idle primary does not look as if its
 * replica lagged, and a replica that has stopped does not look as if nothing happened.
 *
 * While the primary is lost there are no marks, and after `mostBehindMs` the replica is not read either: nobody can say
 * whether it is still right.
 */
export function watchReplica({ primary, replica, logger, mostBehindMs }: Deps): ReplicaWatch {
  const listeners: ((mark: PrimaryMark) => void)[] = []
  /** The marks that the replica has not reached yet, the oldest first, and at the end the latest one, reached or not. */
  let marks: PrimaryMark[] = []
  let reached: { readonly asOf: PrimaryMark; readonly server: string } | null = null
  const breaker = createBreaker()
  const beganAtMs = performance.now()
  /** Whether it is read, as the operator was told last; null before the first time. */
  let told: boolean | null = null
  let why = `it is more than ${mostBehindMs} ms behind`
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> = look()

  function view(): ReplicaView | null {
    const latest = marks.at(-1)
    if (!reached || !latest || performance.now() - reached.asOf.askedAtMs > mostBehindMs) return null
    return { ...reached, latest }
  }

  async function look(): Promise<void> {
    try {
      remember(await readPrimaryMark(primary))
      if (!breaker.isOpen) await compare()
    } catch (error) {
      // What was known of the replica stays true, and soon is too old.
      why = 'the primary does not say where it is'
      logger.debug({ err: error }, why)
    }
    if (stopped) return
    tell()
    timer = setTimeout(() => {
      looking = look()
    }, lookEveryMs(mostBehindMs))
  }

  function remember(latest: PrimaryMark): void {
    // After a failover positions of before are of another log.
    if (marks.at(-1)?.epoch !== latest.epoch) {
      marks = []
      reached = null
    }
    // What could be said of a moment long ago only would be of no use.
    marks = [...marks.filter(({ askedAtMs }) => latest.askedAtMs - askedAtMs <= mostBehindMs), latest]
  }

  async function compare(): Promise<void> {
    const latest = marks.at(-1)
    if (!latest) return
    const state = await readReplicaState(replica, latest).catch((error: unknown) => {
      distrust(`it cannot be asked: ${reasonOf(error)}`)
      return null
    })
    // Reads may have failed while it was asked.
    if (state === null || breaker.isOpen) return
    if (state.objection !== null) return distrust(state.objection)
    // One that was started again may be behind where it was.
    if (reached?.server !== state.server) reached = null
    why = `it is more than ${mostBehindMs} ms behind`
    const asOf = marks.findLast(({ position }) => position <= state.replayed)
    if (!asOf) return
    marks = marks.filter((mark) => mark === latest || mark.position > state.replayed)
    reached = { asOf, server: state.server }
    for (const listener of listeners) listener(asOf)
  }

  function distrust(reason: string): void {
    if (stopped || !breaker.trip()) return
    reached = null
    why = reason
    tell()
  }

  /** Tells the operator whether the replica is read, each time that this has changed. At first it has some time to be there. */
  function tell(): void {
    const isRead = view() !== null
    const isEarly = told === null && !breaker.isOpen && performance.now() - beganAtMs < mostBehindMs
    if (isRead === told || (!isRead && isEarly)) return
    told = isRead
    if (isRead) logger.info('the replica is read')
    else logger.warn({ why }, 'the replica is not read; the primary answers in its place')
  }

  return {
    view,
    distrust,
    get behindMs() {
      const now = view()
      return now && performance.now() - now.asOf.askedAtMs
    },
    onReached: (listener) => void listeners.push(listener),
    async stop() {
      stopped = true
      clearTimeout(timer)
      await looking
    },
  }
}

/** The pool says only that it is unavailable; what Postgres or the socket said is behind that. */
function reasonOf(error: unknown): string {
  const source = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return source instanceof Error ? source.message : String(source)
}
