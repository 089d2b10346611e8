import type { HeartbeatEvent } from '@credits-server/contract'
import type { StreamEvent } from '../stream/StreamEvent.js'
import { presentError } from './presentError.js'

type Deps = { readonly heartbeatMs: number; readonly requestId: string }

/** One event as it stands on the wire, and its parts for whoever checks them. */
export type Frame = {
  /** `message` for a balance, which is an unnamed event, so that `onmessage` works in any client. */
  readonly name: string
  readonly data: string | Buffer
  readonly bytes: Buffer
}

/**
 * Presents an event as a frame; a balance has its own, one for all who watch it. [spec] Lines end in LF; `id` stands only with a
 * balance, because an id also moves the client's `Last-Event-ID`. JSON has no raw line breaks, so the data is one line whatever it
 * says.
 */
export function presentStreamEvent(event: StreamEvent, deps: Deps): Frame {
  const retry = 'retryMs' in event && event.retryMs !== undefined ? `retry: ${event.retryMs}\n` : ''
  switch (event.kind) {
    case 'balance':
      return { name: 'message', data: event.snapshot.body(), bytes: event.snapshot.frame }
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
  return { name, data, bytes: Buffer.from(`${retry}event: ${name}\ndata: ${data}\n\n`) }
}
