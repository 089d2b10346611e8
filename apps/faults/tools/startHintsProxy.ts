import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { database, superuser } from '../../server/src/embedded/createConnectionString.js'
import { carry, reset } from './carry.js'

/** A proxy in front of Postgres that knows enough of its protocol to do harm to hints alone. */
export type HintsProxy = {
  readonly connectionString: string
  /** Notifications that were dropped. */
  dropped(): number
  /** From now on no notification arrives anywhere, on connections that are otherwise well. */
  deafen(): void
  /**
   * Says nothing any more on the hints connections that are open now, both ways, and does not end them either. New ones are
   * welcome; answers how many are frozen.
   */
  freezeHints(): number
  /** Hints connections that have come since the start. */
  hintsTaken(): number
  close(): Promise<void>
}

const hintsName = 'credits-server hints'
/** Postgres's name for a NotificationResponse; each message is this byte and a length that counts itself. */
const notification = 'A'.charCodeAt(0)

type Pair = { readonly client: Socket; readonly server: Socket; name: string; frozen: boolean }

/** Starts it on a free port of 127.0.0.1 in front of a Postgres's unix socket. */
export async function startHintsProxy(socketPath: string): Promise<HintsProxy> {
  const pairs = new Set<Pair>()
  const never = new Promise<never>(() => {})
  let deaf = false
  let dropped = 0
  let hintsTaken = 0

  function join(client: Socket): void {
    const server = connect({ path: socketPath, allowHalfOpen: true })
    const pair: Pair = { client, server, name: '', frozen: false }
    pairs.add(pair)
    client.on('error', () => {})
    server.on('error', () => reset(client))
    for (const socket of [client, server]) {
      socket.once('close', () => {
        if (client.destroyed && server.destroyed) pairs.delete(pair)
      })
    }
    const gate = async () => (pair.frozen ? never : undefined)
    const withoutNotifications = createMessageFilter((type) => {
      if (!deaf || type !== notification) return true
      dropped++
      return false
    })
    void carry(client, server, {
      gate,
      async through(bytes) {
        if (pair.name === '') introduce(pair, bytes)
        await gate()
        return bytes
      },
    })
    void carry(server, client, {
      gate,
      async through(bytes) {
        await gate()
        return withoutNotifications(bytes)
      },
    })
  }
  function introduce(pair: Pair, startup: Buffer): void {
    const words = startup.subarray(8).toString('latin1').split('\0')
    pair.name = words[words.indexOf('application_name') + 1] ?? ''
    if (pair.name === hintsName) hintsTaken++
  }

  const listener = createServer({ allowHalfOpen: true }, join)
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  return {
    connectionString: `postgres://${superuser}@127.0.0.1:${port}/${database}?sslmode=disable`,
    dropped: () => dropped,
    deafen() {
      deaf = true
    },
    freezeHints() {
      const hints = [...pairs].filter(({ name, client }) => name === hintsName && !client.destroyed)
      for (const pair of hints) pair.frozen = true
      return hints.length
    },
    hintsTaken: () => hintsTaken,
    async close() {
      const closed = once(listener, 'close')
      listener.close()
      for (const { client, server } of pairs) {
        client.destroy()
        server.destroy()
      }
      await closed
    },
  }
}

/** Takes what Postgres sends, in whatever parts, and gives back the whole messages that are kept. */
function createMessageFilter(keeps: (type: number) => boolean): (bytes: Buffer) => Buffer {
  let rest: Buffer = Buffer.alloc(0)
  return (bytes) => {
    rest = Buffer.concat([rest, bytes])
    const kept: Buffer[] = []
    for (;;) {
      const length = rest.length < 5 ? Number.POSITIVE_INFINITY : 1 + rest.readUInt32BE(1)
      if (rest.length < length) return Buffer.concat(kept)
      const message = rest.subarray(0, length)
      if (keeps(message[0] ?? 0)) kept.push(message)
      rest = rest.subarray(length)
    }
  }
}
