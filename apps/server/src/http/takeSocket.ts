import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Writable } from 'node:stream'

/** The requests whose sockets are no longer Node's HTTP's. */
const taken = new WeakMap<ServerResponse, Socket>()

/**
 * Takes the socket of a request out of Node's HTTP, which otherwise keeps a parser, the request and the answer for as long as a
 * stream is open: most of what it weighs. It is Node's own way for an upgrade: a request that says, while it is announced, that it
 * is one has its parser and listeners taken away when that is over. `serve` is called then, with an answer that is written as any
 * other and ends its connection; a stream takes the bare socket by `handOver`.
 *
 * Not for a request behind others that are not answered yet. One that is followed by another in the same packet stays with HTTP.
 */
export function takeSocket(request: Upgradable, response: ServerResponse, serve: (isTaken: boolean) => void): void {
  const { socket } = request
  // Node's own, which would go on with the next request. It is the only one: nobody else has seen the answer yet.
  const [goOn] = response.listeners('finish') as [() => void]
  response.removeListener('finish', goOn)
  request.upgrade = true
  setImmediate(() => {
    request.upgrade = false
    const isTaken = isFreed(socket)
    if (isTaken) {
      taken.set(response, socket)
      hold(socket, request.headers.connection === 'close')
      response.setHeader('Connection', 'close')
      response.once('finish', () => endAnswer(response, socket))
    } else response.on('finish', goOn)
    serve(isTaken)
  })
}

/** Ends what HTTP has to do with a request whose head is set; returns where its body is written from now on. */
export function handOver(response: ServerResponse): Writable {
  const socket = taken.get(response)
  if (socket === undefined || socket.destroyed) return response
  // The body ends with the connection: no frames of chunks around those of the stream.
  response.removeHeader('Transfer-Encoding')
  response.flushHeaders()
  response.detachSocket(socket)
  // Whoever waits for the end of HTTP's part, Koa among them, lets go of it.
  response.emit('finish')
  return socket
}

/** Calls back when an answer is out or its client has gone, whichever comes first; of a stream, when it has ended. */
export function whenOver(response: ServerResponse, listener: () => void): void {
  const over = taken.get(response) ?? response
  if (over.closed) listener()
  else over.on('close', listener)
}

/** What Node reads of a request when it has been announced; @types/node does not know. */
type Upgradable = IncomingMessage & { upgrade?: boolean }

/** [V] Node takes the parser away and nothing else tells that it has. */
const isFreed = (socket: Socket & { readonly parser?: unknown }) => socket.parser === null

/**
 * As HTTP does: trouble ends in `close`, who has ended its side is answered no more, and so is who goes on to say something. What
 * comes from a client that said that nothing would come is passed over.
 */
function hold(socket: Socket, saidLast: boolean): void {
  socket.setTimeout(0)
  socket.on('error', ignore)
  socket.on('end', endSocket)
  socket.on('data', saidLast ? ignore : destroySocket)
}

function ignore(): void {}

function endSocket(this: Socket): void {
  this.end()
}

function destroySocket(this: Socket): void {
  this.destroy()
}

function endAnswer(response: ServerResponse, socket: Socket): void {
  if (response.socket !== socket) return
  response.detachSocket(socket)
  socket.destroySoon()
}
