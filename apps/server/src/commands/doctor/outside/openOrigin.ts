import { once } from 'node:events'
import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import { PassThrough, pipeline, type Readable, type Transform } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

/** What stands behind a public URL, asked as a browser would ask it. */
export type Origin = {
  /** Without a slash at its end. */
  readonly url: string
  readonly secure: boolean
  /** What it speaks with a browser. */
  readonly protocol: 'h2' | 'http/1.1'
  /** Asks for a path below the URL. Rejects when no head comes. */
  ask(path: string, question?: Question): Promise<Answer>
  close(): void
}

/** What is asked besides the path. */
export type Question = {
  /** GET unless given. */
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Ends the question, and the answer too. */
  readonly signal?: AbortSignal
}

/** The head of an answer, and its body as it comes, decoded. */
export type Answer = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Readable
  /** Whether the connection has carried an answer before. */
  readonly reused: boolean
  /** Whether the body has come to its end, and was not cut. */
  isWhole(): boolean
}

type Opened = Pick<Origin, 'ask' | 'close'>

/** How long a connection may take. */
const patienceMs = 10_000

/** Opens a URL: over HTTP/2 where TLS offers it, which is what a browser does, else over HTTP/1.1 with kept-alive connections. */
export async function openOrigin(text: string): Promise<Origin> {
  const url = new URL(text)
  const secure = url.protocol === 'https:'
  const protocol = secure ? await negotiate(url) : 'http/1.1'
  const opened = protocol === 'h2' ? openHttp2(url) : openHttp1(url)
  const prefix = url.pathname.replace(/\/+$/, '')
  return {
    ...opened,
    url: text,
    secure,
    protocol,
    ask(path, question) {
      const headers = { 'Accept-Encoding': 'gzip, deflate, br', ...question?.headers }
      return opened.ask(prefix + path, { ...question, headers })
    },
  }
}

/** Asks by ALPN, as a browser does, which of the two it speaks. */
async function negotiate({ hostname, port }: URL): Promise<Origin['protocol']> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const socket = connectTls({
    host,
    port: Number(port || 443),
    ALPNProtocols: ['h2', 'http/1.1'],
    // [spec] RFC 6066 3: a server name is never an address.
    ...(isIP(host) ? {} : { servername: host }),
  })
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(patienceMs) })
    return socket.alpnProtocol === 'h2' ? 'h2' : 'http/1.1'
  } finally {
    socket.destroy()
  }
}

function openHttp1(url: URL): Opened {
  const secure = url.protocol === 'https:'
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true })
  return {
    ask: (path, { method = 'GET', headers = {}, signal } = {}) =>
      new Promise((resolve, reject) => {
        const options = { method, path, headers, agent, ...(signal && { signal }) }
        const request = (secure ? httpsRequest : httpRequest)(url.origin, options, (response) => {
          const { statusCode: status = 0, headers } = response
          resolve({
            status,
            headers,
            body: decode(response, headers),
            reused: request.reusedSocket,
            isWhole: () => response.complete,
          })
        })
        request.on('error', reject)
        request.end()
      }),
    close: () => agent.destroy(),
  }
}

function openHttp2(url: URL): Opened {
  let session: ClientHttp2Session | null = null
  let answers = 0
  const open = (): ClientHttp2Session => {
    if (session && !session.closed && !session.destroyed) return session
    answers = 0
    session = connectHttp2(url.origin)
    // Whoever asks is told.
    session.on('error', () => {})
    return session
  }
  return {
    ask: (path, { method = 'GET', headers = {}, signal } = {}) =>
      new Promise((resolve, reject) => {
        const body = open().request(
          { ':method': method, ':path': path, ...headers },
          { endStream: true, ...(signal && { signal }) },
        )
        body.once('response', ({ ':status': status = 0, ...headers }) => {
          const decoded = decode(body, headers)
          resolve({ status, headers, body: decoded, reused: answers++ > 0, isWhole: () => body.rstCode === 0 })
        })
        body.on('error', reject)
        body.once('close', () => reject(new Error('the connection was closed without an answer')))
      }),
    close: () => session?.destroy(),
  }
}

/** Decodes a body and gives out what there is, however little: one that is cut is worth what has come of it. */
function decode(body: Readable, { 'content-encoding': encoding }: IncomingHttpHeaders): Readable {
  // How it has ended is seen by whoever reads what comes out.
  return pipeline(body, decoderOf(encoding), () => {})
}

function decoderOf(encoding: string | undefined): Transform {
  const zlib = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH }
  const brotli = { flush: constants.BROTLI_OPERATION_FLUSH, finishFlush: constants.BROTLI_OPERATION_FLUSH }
  if (encoding === 'gzip') return createGunzip(zlib)
  if (encoding === 'deflate') return createInflate(zlib)
  if (encoding === 'br') return createBrotliDecompress(brotli)
  return new PassThrough()
}
