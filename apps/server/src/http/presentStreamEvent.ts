import type { HeartbeatEvent } from '@credits-server/contract'
import { formatSnapshotId } from '../balance/SnapshotId.js'
import type { StreamEvent } from '../stream/StreamEvent.js'
import { presentError } from './presentError.js'

type Deps = { readonly heartbeatMs: number; readonly requestId: string }

/** One event as it stands on the wire, and its parts for whoever checks them. */
export type Frame = {
  /** `message` for a balance, which is an unnamed event, so that `onmessage` works in any client. */
  readonly name: string
  readonly data: string
  readonly text: string
}

/**
 * Presents an event as a frame. [spec] Lines end in LF; `id` stands only with a balance, because an id also moves the
 * client's `Last-Event-ID`. JSON has no raw line breaks, so the data is one line whatever it says.
 */
export function presentStreamEvent(event: StreamEvent, deps: Deps): Frame {
  const retry = event.retryMs === undefined ? '' : `retry: ${event.retryMs}\n`
  switch (event.kind) {
    case 'balance': {
      const data = event.snapshot.body()
      return { name: 'message', data, text: `${retry}id: ${formatSnapshotId(event.snapshot.id)}\ndata: ${data}\n\n` }
    }
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

function named(name: string, retry: string, value: object): Frame {
  const data = JSON.stringify(value)
  return { name, data, text: `${retry}event: ${name}\ndata: ${data}\n\n` }
}
