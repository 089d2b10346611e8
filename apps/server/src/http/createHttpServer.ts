import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http'
import type { Duplex } from 'node:stream'
import type { ErrorCode } from '@credits-server/contract'
import { CreditsError } from '../errors/CreditsError.js'
import { readRequestId } from './identifyRequest.js'
import { presentError } from './presentError.js'
import { takeSocket } from './takeSocket.js'

/** Node's own defaults are made for any server; a slow or greedy client would hold a socket for minutes. */
const limits = {
  maxHeaderSize: 8 * 1_024,
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 5_000,
  // Longer than a load balancer keeps its end, so that it never sends into a socket we just closed.
  keepAliveTimeout: 65_000,
  // [V] Node's own 400 for a missing Host has no body; guardHead answers it.
  requireHostHeader: false,
}

const maxRequestsPerSocket = 1_000

/** What has come over a socket: how many requests, and the answers that were not out when the last one came, and its own. */
type Connection = { requests: number; answers: ServerResponse[] }

/** How long a client whose connection is given up may take to close its end. */
const lingerMs = 1_000

type Options = {
  readonly maxConnections: number
  /** Whether a request is for a stream; its connection is for nothing else. */
  readonly isStream: (request: IncomingMessage) => boolean
}

/** Creates the hardened HTTP server. What goes wrong before a request exists is answered with the JSON envelope too. */
export function createHttpServer(listener: RequestListener, { maxConnections, isStream }: Options): Server {
  const connections = new WeakMap<Duplex, Connection>()
  const serve: RequestListener = (request, response) => {
    const connection = connectionOf(request.socket)
    connection.requests += 1
    if (connection.answers.some(isOut)) connection.answers = connection.answers.filter((answer) => !isOut(answer))
    connection.answers.push(response)
    // [V] Of itself Node says `Connection: close` in the last answer but does not close, and sends bare 503s from then on.
    if (connection.requests === maxRequestsPerSocket) response.setHeader('Connection', 'close')
    if (connection.answers.length > 1 || !isStream(request)) return listener(request, response)
    takeSocket(request, response, (isTaken) => {
      if (isTaken) connections.delete(request.socket)
      listener(request, response)
    })
  }
  const connectionOf = (socket: Duplex): Connection => {
    const known = connections.get(socket)
    if (known) return known
    const opened = { requests: 0, answers: [] }
    connections.set(socket, opened)
    return opened
  }
  const refuse = (socket: Duplex, error: CreditsError, requestId?: string) => {
    const { answers } = connectionOf(socket)
    if (socket.writable && isInTurn(answers)) endSocket(socket, error, requestId)
    else socket.destroy()
  }

  const server = createServer(limits, serve)
  server.maxRequestsPerSocket = maxRequestsPerSocket
  server.maxConnections = maxConnections
  // guardHead answers it, in its turn among the other checks.
  server.on('checkExpectation', serve)
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    // The client said that nothing would follow, and is owed the answer it waits for.
    if (error.code === 'HPE_CLOSED_CONNECTION') return
    if (error.code === 'ECONNRESET') socket.destroy()
    else refuse(socket, new CreditsError(parseErrorCode(error)))
  })
  server.on('connect', ({ headers }: IncomingMessage, socket: Duplex) => {
    const error = new CreditsError('METHOD_NOT_ALLOWED', { headers: { Allow: 'GET, HEAD, OPTIONS' } })
    refuse(socket, error, readRequestId(headers['x-request-id']?.toString()))
  })
  return server
}

const isOut = ({ writableFinished }: ServerResponse) => writableFinished

/**
 * Tells whether text written now would be read as the answer to what could not be parsed: the rest of the last request
 * or, if that came whole, the next one. Otherwise it would become part of an answer under way, or pass for another one's.
 */
function isInTurn(answers: readonly ServerResponse[]): boolean {
  const broken = answers.find(({ req }) => !req.complete)
  return !broken?.headersSent && answers.every((answer) => answer === broken || answer.writableFinished)
}

function parseErrorCode({ code }: NodeJS.ErrnoException): ErrorCode {
  if (code === 'HPE_HEADER_OVERFLOW') return 'HEADERS_TOO_LARGE'
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'REQUEST_TIMEOUT'
  return 'MALFORMED_REQUEST'
}

function endSocket(socket: Duplex, error: CreditsError, requestId?: string): void {
  const { status, headers, body } = presentError(error, requestId)
  const text = JSON.stringify(body)
  const id = requestId === undefined ? {} : { 'X-Request-Id': requestId }
  const head = { ...headers, ...id, 'Content-Length': Buffer.byteLength(text), Connection: 'close' }
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.on('error', () => {})
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${text}`)
  // To destroy it at once could cost the client the answer.
  setTimeout(() => socket.destroy(), lingerMs).unref()
}
