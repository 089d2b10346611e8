import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { carry, reset } from './carry.js'
import { reach } from './reach.js'

/** A plain TCP balancer. */
export type Balancer = {
  readonly port: number
  readonly url: string
  close(): Promise<void>
}

type Options = {
  /** Called for each connection; what it returns sees every part that an instance sends. */
  readonly watch?: () => (bytes: Buffer) => void
}

/** Starts a balancer that gives connections to the ports in turn and passes over one that refuses. */
export async function startBalancer(ports: readonly number[], { watch }: Options = {}): Promise<Balancer> {
  const open = new Set<Socket>()
  let turn = 0

  async function join(client: Socket): Promise<void> {
    client.on('error', () => {})
    const first = turn++
    for (let tries = 0; tries < ports.length; tries++) {
      const instance = await reach(ports[(first + tries) % ports.length] ?? 0, { allowHalfOpen: true })
      if (instance === null) continue
      const see = watch?.()
      track(instance)
      void carry(client, instance)
      void carry(instance, client, {
        through(bytes) {
          see?.(bytes)
          return bytes
        },
      })
      return
    }
    reset(client)
  }
  function track(socket: Socket): void {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  }

  const listener = createServer({ allowHalfOpen: true }, (client) => {
    track(client)
    void join(client)
  })
  listener.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 })
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = once(listener, 'close')
      listener.close()
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}
