import { CreditsError } from '../../errors/CreditsError.js'
import type { Seats } from '../../stream/createSeats.js'
import type { StreamHub } from '../../stream/createStreamHub.js'
import { refuseStream } from '../../stream/refuseStream.js'
import type { Handler } from '../Handler.js'
import { readAddress } from '../readAddress.js'

type Deps = { readonly hub: StreamHub; readonly seats: Seats }

/** Answers getCreditsStream: what is final as JSON before it starts, everything that passes as an event. */
export function createGetCreditsStream({ hub, seats }: Deps): Handler<'getCreditsStream'> {
  return async function getCreditsStream({ path, headers }, { clientAddress, onGone }) {
    const address = readAddress(path.address)
    try {
      onGone(seats.take(clientAddress))
      const feed = await hub.watch({ address, lastEventId: headers['Last-Event-ID'], onGone })
      return { status: 200, type: 'text/event-stream', body: feed }
    } catch (error) {
      if (!(error instanceof CreditsError && passing.has(error.code))) throw error
      return { status: 200, type: 'text/event-stream', body: refuseStream(error) }
    }
  }
}

const passing = new Set(['UNAVAILABLE', 'SERVER_FULL'])
