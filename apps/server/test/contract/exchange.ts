import { Agent, request } from 'node:http'

/** A request as it goes over the wire; headers come in this order, and may come twice. */
export type Sent = {
  readonly method: string
  /** The target as it stands in the first line: percent-encoded. */
  readonly path: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: string | Buffer
}

/** An answer; of a stream, what came up to its first frames. */
export type Received = {
  readonly status: number
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Sends requests over connections that are kept. */
export type Exchange = {
  send(sent: Sent): Promise<Received>
  /** How many requests were sent. */
  count(): number
  close(): void
}

/** The frames of a stream that are read before it is left: what the server says of itself, and what it says of the balance. */
const framesRead = 2

/** Opens a client that sends whatever HTTP allows, and nothing by itself but Host and the length of a body. */
export function openExchange(url: string): Exchange {
  const { hostname, port } = new URL(url)
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  let count = 0

  const send = ({ method, path, headers, body }: Sent) =>
    new Promise<Received>((resolve, reject) => {
      count += 1
      const length = body === undefined ? [] : [['Content-Length', String(Buffer.byteLength(body))]]
      const lines = [['Host', 'localhost'], ...headers, ...length].flat() as unknown as Record<string, string>
      const sending = request({ agent, hostname, port, method, path, headers: lines }, (response) => {
        const { statusCode: status = 0, rawHeaders } = response
        const parts: Buffer[] = []
        const isStream = response.headers['content-type'] === 'text/event-stream'
        const end = () => {
          if (isStream) response.destroy()
          const names = rawHeaders.filter((_, index) => index % 2 === 0)
          const pairs = names.map((name, index) => [name.toLowerCase(), rawHeaders[index * 2 + 1] ?? ''])
          resolve({ status, headers: Object.fromEntries(pairs), body: Buffer.concat(parts).toString('utf8') })
        }
        response.on('data', (part: Buffer) => {
          parts.push(part)
          if (isStream && Buffer.concat(parts).toString('latin1').split('\n\n').length > framesRead) end()
        })
        response.on('end', end)
        response.on('error', (error) => (isStream ? end() : reject(error)))
      })
      sending.on('error', (cause) => reject(new Error(`no answer to ${method} ${path}`, { cause })))
      sending.end(body)
    })

  return { send, count: () => count, close: () => agent.destroy() }
}
