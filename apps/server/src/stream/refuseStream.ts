import { randomInt } from 'node:crypto'
import type { CreditsError } from '../errors/CreditsError.js'
import type { StreamEvent } from './StreamEvent.js'

/**
 * Tells a client that its stream cannot start just now. [spec] A status other than 200 would end a native EventSource for
 * good, so trouble that passes is an event, and the wait is spread so that they do not all come back at once.
 */
export async function* refuseStream(error: CreditsError): AsyncGenerator<StreamEvent> {
  yield { kind: 'unavailable', error, retryMs: randomInt(5_000, 30_000) }
}
