import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import {
  type ConnectionOptions,
  type NatsConnection,
  NatsConnectionImpl,
  setTransportFactory,
} from '@nats-io/transport-node'
import { NodeTransport, nodeResolveHost } from '@nats-io/transport-node/lib/node_transport.js'
import type { NatsPlace } from '../config/parseNatsPlace.js'

export { AuthorizationError, type NatsConnection, PermissionViolationError } from '@nats-io/transport-node'

/** How long a dial may take until it can be spoken to. */
const dialMs = 4_000
/** A connection that died without a word is noticed within two of these, which is to be less than 15 s. */
const heartbeatMs = 5_000

/**
 * Connects to whichever of the servers answers. This file alone imports the library: a server without NATS never loads it.
 *
 * **Errors:** the library's own.
 */
export function connectNats(
  { servers, isTls, credentials }: NatsPlace,
  options: ConnectionOptions,
): Promise<NatsConnection> {
  setTransportFactory({ factory: () => new Transport(), dnsResolveFn: nodeResolveHost })
  return NatsConnectionImpl.connect({
    servers: [...servers],
    ...(isTls ? { tls: {} } : {}),
    ...credentials,
    name: 'credits-server hints',
    // What we publish need not come back to us.
    noEcho: true,
    timeout: dialMs,
    pingInterval: heartbeatMs,
    maxPingOut: 1,
    noAsyncTraces: true,
    ...options,
  })
}

/**
 * Leaves no socket behind, and takes no certificate of another. [V: that of 3.4.0 keeps the socket of a dial that is not answered,
 * which then keeps the process from ending, and waits for a link that stands still to take what is in front of it before it gives
 * it up.]
 */
class Transport extends NodeTransport {
  override async dial({ hostname, port }: { hostname: string; port: number }): Promise<Socket> {
    this.socket = connect({ host: hostname, port, noDelay: true, keepAlive: true })
    // Without it a certificate would have to name `localhost` where the server has an address and no name.
    const tls = { ...this.options.tls, host: hostname }
    this.options = { ...this.options, tls }
    await once(this.socket, 'connect')
    return this.socket
  }

  override async close(error?: Error): Promise<void> {
    if (this.connected) await super.close(error)
    else this.discard()
  }

  override disconnect(): void {
    this.socket?.destroy()
  }
}
