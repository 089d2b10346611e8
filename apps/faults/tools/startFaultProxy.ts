import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { carry, reset } from './carry.js'

/** Where in the bytes of one side the connection is cut: so many of this part go on, or null for all. */
export type CutPoint = (bytes: Buffer) => number | null

/** A TCP proxy that does to connections what networks do. */
export type FaultProxy = {
  readonly port: number
  /** Connections taken since the start. */
  taken(): number
  /** Connections open now. */
  open(): number
  /** Connections that `cutRequest` and `cutAnswer` have cut. */
  cuts(): number
  /** Resets every connection and answers how many there were; new ones are welcome. */
  cutAll(): number
  /**
   * Resets the next connection whose bytes from the server reach the point, on both sides and once: after so many bytes over
   * all connections, or where a `CutPoint` says.
   */
  cutAnswer(at: number | CutPoint): void
  /** The same with the bytes from the client. */
  cutRequest(at: number | CutPoint): void
  /** Says nothing any more, both ways: takes connections and bytes, passes on neither them nor their end. */
  blackhole(): void
  /** Holds each part back, both ways. */
  delay(ms: number): void
  /** Takes every fault back; what was held goes on its way, as after a partition. */
  heal(): void
  /** Cuts what is open and stops listening. */
  close(): Promise<void>
}

type Pair = { readonly client: Socket; readonly server: Socket }

/** Starts a proxy on a free port of 127.0.0.1 in front of a host and port or a unix socket's path. */
export async function startFaultProxy(target: NetConnectOpts): Promise<FaultProxy> {
  const pairs = new Set<Pair>()
  const requestCuts: CutPoint[] = []
  const answerCuts: CutPoint[] = []
  let taken = 0
  let cuts = 0
  let delayMs = 0
  let healed: Promise<void> | null = null
  let endBlackhole = () => {}

  const gate = async () => {
    while (healed) await healed
  }

  async function join(client: Socket): Promise<void> {
    taken++
    client.on('error', () => {})
    await gate()
    const server = connect({ ...target, allowHalfOpen: true })
    const pair = { client, server }
    pairs.add(pair)
    // Nobody there: the client learns it at once.
    server.on('error', () => void gate().then(() => reset(client)))
    for (const socket of [client, server]) {
      socket.once('close', () => {
        if (client.destroyed && server.destroyed) pairs.delete(pair)
      })
    }
    const pass = (cutPoints: CutPoint[], to: Socket) => async (bytes: Buffer) => {
      if (delayMs > 0) await sleep(delayMs)
      await gate()
      return cutWhereAsked(cutPoints, pair, to, bytes)
    }
    void carry(client, server, { through: pass(requestCuts, server), gate })
    void carry(server, client, { through: pass(answerCuts, client), gate })
  }

  function cutWhereAsked(cutPoints: CutPoint[], pair: Pair, to: Socket, bytes: Buffer): Buffer {
    const kept = cutPoints[0]?.(bytes) ?? null
    if (kept === null) return bytes
    cutPoints.shift()
    cuts++
    // What goes on is in the kernel's hands before the reset.
    to.write(bytes.subarray(0, kept), () => cut(pair))
    return nothing
  }

  const listener = createServer({ allowHalfOpen: true }, (client) => void join(client))
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')

  function cutAll(): number {
    const open = [...pairs].filter(({ client }) => !client.destroyed)
    for (const pair of open) cut(pair)
    return open.length
  }
  function heal(): void {
    requestCuts.length = 0
    answerCuts.length = 0
    delayMs = 0
    healed = null
    endBlackhole()
  }

  return {
    port: (listener.address() as AddressInfo).port,
    taken: () => taken,
    open: () => pairs.size,
    cuts: () => cuts,
    cutAll,
    cutAnswer: (at) => void answerCuts.push(cutPoint(at)),
    cutRequest: (at) => void requestCuts.push(cutPoint(at)),
    blackhole() {
      healed ??= new Promise((resolve) => {
        endBlackhole = resolve
      })
    },
    delay(ms) {
      delayMs = ms
    },
    heal,
    async close() {
      heal()
      const closed = once(listener, 'close')
      listener.close()
      cutAll()
      await closed
    },
  }
}

function cut({ client, server }: Pair): void {
  reset(client)
  reset(server)
}

const nothing = Buffer.alloc(0)

function cutPoint(at: number | CutPoint): CutPoint {
  if (typeof at !== 'number') return at
  let left = at
  return (bytes) => {
    if (bytes.length > left) return left
    left -= bytes.length
    return null
  }
}
