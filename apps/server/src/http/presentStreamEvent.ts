import type { HeartbeatEvent } from '@credits-server/contract'
import type { Snapshot } from '../balance/Snapshot.js'
import { formatSnapshotId } from '../balance/SnapshotId.js'
import type { StreamEvent } from '../stream/StreamEvent.js'
import { presentError } from './presentError.js'

type Deps = { readonly heartbeatMs: number; readonly requestId: string }

/** One event as it stands on the wire, and its parts for whoever checks them. */
export type Frame = {
  /** `message` for a balance, which is an unnamed event, so that `onmessage` works in any client. */
  readonly name: string
  readonly data: string
  readonly bytes: Buffer
}

/** A balance is one frame for all who watch it. */
const frames = new WeakMap<Snapshot, Frame>()

/**
 * Presents an event as a frame. [spec] Lines end in LF; `id` stands only with a balance, because an id also moves the
 * client's `Last-Event-ID`. JSON has no raw line breaks, so the data is one line whatever it says.
 */
export function presentStreamEvent(event: StreamEvent, deps: Deps): Frame {
  const retry = 'retryMs' in event && event.retryMs !== undefined ? `retry: ${event.retryMs}\n` : ''
  switch (event.kind) {
    case 'balance':
      return balanceFrame(event.snapshot)
    case 'heartbeat': {
      const { snapshotId, checkedAt } = event
      return named('heartbeat', retry, { intervalMs: deps.heartbeatMs, snapshotId, checkedAt } satisfies HeartbeatEvent)
    }
    case 'flagged':
    case 'ended':
    case 'unavailable':
      return named(event.kind, retry, presentError(event.error, deps.requestId).body)
  }
}

function balanceFrame(snapshot: Snapshot): Frame {
  const known = frames.get(snapshot)
  if (known) return known
  const data = snapshot.body()
  const bytes = Buffer.from(`id: ${formatSnapshotId(snapshot.id)}\ndata: ${data}\n\n`)
  const frame = { name: 'message', data, bytes }
  frames.set(snapshot, frame)
  return frame
}

function named(name: string, retry: string, value: object): Frame {
  const data = JSON.stringify(value)
  return { name, data, bytes: Buffer.from(`${retry}event: ${name}\ndata: ${data}\n\n`) }
}
