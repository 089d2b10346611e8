import { EventSource } from 'eventsource'
import type { Witness } from './createWitness.js'
import type { Follower } from './Follower.js'

/** Follows a balance with the `eventsource` class of npm and nothing but its `onmessage`. */
export function followWithEventSource(url: string, address: string, witness: Witness): Follower {
  let data: string | null = null
  let id: string | null = null
  let atMs = 0
  const source = new EventSource(`${url}/users/${address}/credits/stream`)
  source.onmessage = (event) => {
    witness.see(address, id, event.lastEventId, event.data)
    atMs = performance.now()
    data = event.data
    id = event.lastEventId
  }
  return {
    address,
    get data() {
      return data
    },
    get atMs() {
      return atMs
    },
    get over() {
      return source.readyState === EventSource.CLOSED
    },
    close: () => source.close(),
  }
}
