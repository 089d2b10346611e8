import type { RequestOptions } from 'node:http'
import { reach } from './reach.js'

/**
 * Connects to the ports in turn and passes over one that refuses: what a balancer does, by the client itself, so that a client
 * costs this process one socket and not three. **Errors:** ECONNREFUSED when each refuses.
 */
export function dialInTurn(ports: readonly number[], onRefused: () => void): RequestOptions['createConnection'] {
  let turn = 0
  async function dial() {
    const first = turn++
    for (let tries = 0; tries < ports.length; tries++) {
      const socket = await reach(ports[(first + tries) % ports.length] ?? 0)
      if (socket) return socket
      onRefused()
    }
    throw Object.assign(new Error('nobody takes a connection'), { code: 'ECONNREFUSED' })
  }
  return (_, oncreate) => {
    dial().then(
      (socket) => oncreate(null, socket),
      // @types/node wants a socket beside the error; Node does not.
      (error) => oncreate(error, undefined as never),
    )
    return undefined
  }
}
