import { CreditsError } from '../errors/CreditsError.js'

/** The streams that this process holds. */
export type Seats = {
  /**
   * Takes a seat for a client address, until the returned function is called.
   *
   * **Errors:** TOO_MANY_STREAMS when the address has as many as it may, SERVER_FULL when the process has.
   */
  take(clientAddress: string): () => void
  readonly taken: number
}

type Limits = { readonly maxStreams: number; readonly maxStreamsPerIp: number }

/** A client address that is full stays so until a stream of its own ends. */
const retryAfterSeconds = 60

/**
 * Creates the seats. They are counted by client address and never by the user watched: on a public route that would let
 * anyone lock the owner out.
 */
export function createSeats({ maxStreams, maxStreamsPerIp }: Limits): Seats {
  const byAddress = new Map<string, number>()
  let taken = 0
  return {
    take(clientAddress) {
      const held = byAddress.get(clientAddress) ?? 0
      if (held >= maxStreamsPerIp) {
        throw new CreditsError('TOO_MANY_STREAMS', { headers: { 'Retry-After': String(retryAfterSeconds) } })
      }
      if (taken >= maxStreams) throw new CreditsError('SERVER_FULL')
      taken += 1
      byAddress.set(clientAddress, held + 1)
      return () => {
        taken -= 1
        const left = (byAddress.get(clientAddress) ?? 1) - 1
        if (left === 0) byAddress.delete(clientAddress)
        else byAddress.set(clientAddress, left)
      }
    },
    get taken() {
      return taken
    },
  }
}
