import { randomInt } from 'node:crypto'
import type { Address } from '@credits-server/onchain'
import type { ReadSnapshot } from '../balance/readSnapshot.js'
import type { Snapshot } from '../balance/Snapshot.js'
import { formatSnapshotId, hasMoved, parseSnapshotId, type SnapshotId } from '../balance/SnapshotId.js'
import { CreditsError } from '../errors/CreditsError.js'
import type { Alarm } from './createAlarm.js'
import type { StreamEvent } from './StreamEvent.js'
import { sleepUntil } from './sleepUntil.js'

type Deps = {
  readonly readSnapshot: ReadSnapshot
  /** Time between two heartbeats. */
  readonly heartbeatMs: number
  /** Time after which the balance is compared with the database at the latest. */
  readonly reconcileMs: number
}

type Input = {
  readonly address: Address
  /** The balance at the moment of connecting. */
  readonly first: Snapshot
  /** The `Last-Event-ID` as it came; anything but an id of this epoch that is not ahead of `first` counts as none. */
  readonly lastEventId: string | undefined
  readonly signal: AbortSignal
  /** Rings when a hint says that the balance has changed; set before `first` was read, so that no change falls between. */
  readonly alarm: Alarm
}

/**
 * Watches one user's balance: a heartbeat at once, the balance unless the client has it, and from then on each balance
 * that is another one than the last. It reads again on a hint, every `reconcileMs`, and at the second in which a credit expires.
 * A lost database does not end it: heartbeats go on and their `checkedAt` stands still.
 *
 * **Source:** getCreditsStream.
 */
export async function* watchBalance(
  deps: Deps,
  { address, first, lastEventId, signal, alarm }: Input,
): AsyncGenerator<StreamEvent> {
  let snapshot = first
  let sent = acceptedId(lastEventId, first.id)
  let nextHeartbeatAtMs = performance.now() + deps.heartbeatMs
  let nextReadAtMs = nextRead(deps, snapshot)

  yield { ...heartbeat(sent, snapshot), retryMs: randomInt(1_000, 5_000) }
  if (hasMoved(sent, snapshot.id)) {
    sent = snapshot.id
    yield { kind: 'balance', snapshot }
  }

  while (!signal.aborted) {
    await sleepUntil(Math.min(nextHeartbeatAtMs, nextReadAtMs), signal, alarm)
    if (signal.aborted) return

    if (alarm.take() || performance.now() >= nextReadAtMs) {
      const reading = await readAgain(deps, address)
      if (reading.kind === 'ended') {
        yield reading.event
        return
      }
      nextReadAtMs = performance.now() + deps.reconcileMs
      if (reading.kind === 'snapshot') {
        snapshot = reading.snapshot
        nextReadAtMs = nextRead(deps, snapshot)
      }
      if (hasMoved(sent, snapshot.id)) {
        sent = snapshot.id
        yield { kind: 'balance', snapshot }
      }
    }
    if (performance.now() >= nextHeartbeatAtMs) {
      nextHeartbeatAtMs = performance.now() + deps.heartbeatMs
      yield heartbeat(sent, snapshot)
    }
  }
}

/** The id the client has, if it is one that this server could have sent it. */
function acceptedId(lastEventId: string | undefined, current: SnapshotId): SnapshotId | null {
  const id = parseSnapshotId(lastEventId ?? '')
  return id && id.epoch === current.epoch && !hasMoved(current, id) ? id : null
}

function heartbeat(sent: SnapshotId | null, { takenAt }: Snapshot): StreamEvent {
  return { kind: 'heartbeat', snapshotId: sent && formatSnapshotId(sent), checkedAt: takenAt }
}

/** A read that came a hair too early is stale at once and is read again at once; the two clocks need not run alike. */
function nextRead({ reconcileMs }: Deps, { staleAtMs }: Snapshot): number {
  return Math.min(performance.now() + reconcileMs, staleAtMs ?? Number.POSITIVE_INFINITY)
}

type Reading =
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly kind: 'ended'; readonly event: StreamEvent }
  | { readonly kind: 'lost' }

async function readAgain({ readSnapshot }: Deps, address: Address): Promise<Reading> {
  try {
    return { kind: 'snapshot', snapshot: await readSnapshot(address) }
  } catch (error) {
    if (!(error instanceof CreditsError)) throw error
    if (error.code === 'USER_FLAGGED') return { kind: 'ended', event: { kind: 'flagged', error } }
    if (error.code === 'USER_NOT_FOUND') return { kind: 'ended', event: { kind: 'ended', error } }
    return { kind: 'lost' }
  }
}
