import { randomInt } from 'node:crypto'
import type { CreditsError } from '../errors/CreditsError.js'
import type { StreamEvent } from './StreamEvent.js'
import type { StreamFeed } from './StreamFeed.js'

/**
 * Tells a client that its stream cannot start just now. [spec] A status other than 200 would end a native EventSource for
 * good, so trouble that passes is an event, and the wait is spread so that they do not all come back at once.
 */
export function refuseStream(error: CreditsError): StreamFeed {
  let event: StreamEvent | null = { kind: 'unavailable', error, retryMs: randomInt(5_000, 30_000) }
  return {
    start() {},
    take() {
      const only = event
      event = null
      return only
    },
    get over() {
      return event === null
    },
  }
}
