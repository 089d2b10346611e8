import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Visit } from './Visit.js'

/** A server of real sockets that says what a test tells it to. */
export type ScriptedServer = {
  readonly url: string
  /** The next request that no one has asked for yet. */
  next(): Promise<Visit>
  /** How many requests have come. */
  readonly visits: number
  /** How many sockets are open. [V] After an abort Node's fetch opens one more, which nobody uses and which goes after 4 s. */
  readonly sockets: number
  /** How many requests are being answered. */
  readonly answering: number
  /** Answers each request from now on by itself. */
  always(answer: (visit: Visit) => void): void
  /** Stops listening and cuts what is open; the port stays its own. */
  close(): Promise<void>
  /** Listens again, on the same port. */
  open(): Promise<void>
}

/** Starts it on a free port of 127.0.0.1. Each connection is for one request, as a stream's is. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  const sockets = new Set<Socket>()
  const waiting: Visit[] = []
  const askers: ((visit: Visit) => void)[] = []
  let visits = 0
  let answering = 0
  let answer = (visit: Visit): void => {
    const asker = askers.shift()
    if (asker) asker(visit)
    else waiting.push(visit)
  }
  const server = createServer({ keepAlive: false }, (request, response) => {
    visits += 1
    answering += 1
    response.once('close', () => {
      answering -= 1
    })
    answer(createVisit(request, response))
  })
  server.on('connection', (socket) => {
    socket.setNoDelay(true)
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  const open = async (port: number) => {
    server.listen({ port, host: '127.0.0.1', backlog: 1_024 })
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const port = await open(0)
  return {
    url: `http://127.0.0.1:${port}`,
    next: async () => waiting.shift() ?? new Promise((resolve) => askers.push(resolve)),
    get visits() {
      return visits
    },
    get sockets() {
      return sockets.size
    },
    get answering() {
      return answering
    },
    always(next) {
      answer = next
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.resetAndDestroy()
      await closed
    },
    open: async () => void (await open(port)),
  }
}

function createVisit({ url, headers, headersDistinct, socket }: IncomingMessage, response: ServerResponse): Visit {
  const own = new Headers(
    Object.entries(headersDistinct).map(([name, values = []]): [string, string] => [name, values.join(', ')]),
  )
  return {
    url: new URL(url ?? '', `http://${headers.host}`),
    headers: own,
    atMs: performance.now(),
    get isGone() {
      return socket.destroyed
    },
    answer(status, headers = {}, body = '') {
      response.writeHead(status, { ...headers, Connection: 'close' }).end(body)
    },
    send(...parts) {
      if (!response.headersSent) {
        response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', Connection: 'close' })
        response.flushHeaders()
      }
      for (const part of parts) response.write(part)
    },
    end: () => void response.end(),
    cut: () => void socket.resetAndDestroy(),
  }
}
