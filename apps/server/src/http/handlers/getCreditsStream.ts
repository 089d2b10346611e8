import type { ReadSnapshot } from '../../balance/readSnapshot.js'
import { CreditsError } from '../../errors/CreditsError.js'
import type { Hints } from '../../hints/Hints.js'
import { createAlarm } from '../../stream/createAlarm.js'
import { refuseStream } from '../../stream/refuseStream.js'
import { watchBalance } from '../../stream/watchBalance.js'
import type { Handler } from '../Handler.js'
import { readAddress } from '../readAddress.js'

type Deps = Parameters<typeof watchBalance>[0] & { readonly readSnapshot: ReadSnapshot; readonly hints: Hints }

/** Answers getCreditsStream: 401 and 404 as JSON before it starts, everything that passes as an event. */
export function createGetCreditsStream(deps: Deps): Handler<'getCreditsStream'> {
  return async function getCreditsStream({ path, headers }, { signal }) {
    const address = readAddress(path.address)
    const alarm = createAlarm()
    signal.addEventListener('abort', deps.hints.subscribe(address, alarm.ring))
    try {
      const first = await deps.readSnapshot(address)
      const input = { address, first, lastEventId: headers['Last-Event-ID'], signal, alarm }
      return { status: 200, type: 'text/event-stream', body: watchBalance(deps, input) }
    } catch (error) {
      if (!(error instanceof CreditsError && error.code === 'UNAVAILABLE')) throw error
      return { status: 200, type: 'text/event-stream', body: refuseStream(error) }
    }
  }
}
