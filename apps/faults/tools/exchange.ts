import { connect } from 'node:net'

/** An answer as far as it came. */
export type Answer = {
  readonly status: number
  readonly head: string
  readonly body: string
  /** That the body is as long as the head says. */
  readonly whole: boolean
  /** What came, head and body. */
  readonly bytes: number
}

/** Where the client breaks its own connection: after so many bytes sent, or so many received. */
export type ClientCut = { readonly side: 'request' | 'answer'; readonly afterBytes: number }

/** A connection on which nothing comes for so long is given up. The server answers within 8 s, whatever its database does. */
const patienceMs = 15_000

/** Sends a request over a connection of its own and takes what comes until the end; null when there was no connection. */
export async function exchange(port: number, request: Buffer, cut?: ClientCut): Promise<Answer | null> {
  const socket = connect(port, '127.0.0.1')
  const parts: Buffer[] = []
  let received = 0
  let reached = false
  return new Promise((resolve) => {
    socket.setTimeout(patienceMs, () => socket.destroy())
    socket.on('error', () => {})
    socket.once('close', () => resolve(reached ? parse(Buffer.concat(parts)) : null))
    socket.once('connect', () => {
      reached = true
      if (cut?.side !== 'request') socket.write(request)
      else socket.write(request.subarray(0, cut.afterBytes), () => socket.resetAndDestroy())
    })
    socket.on('data', (part: Buffer) => {
      const left = cut?.side === 'answer' ? cut.afterBytes - received : Number.POSITIVE_INFINITY
      received += part.length
      parts.push(part.subarray(0, left))
      if (part.length >= left) socket.resetAndDestroy()
    })
  })
}

/** Builds the bytes of a request; lines are given without their CRLF. */
export function requestBytes(lines: readonly string[], body = ''): Buffer {
  const all = [...lines, 'Host: localhost', 'Connection: close', ...(body ? [`Content-Length: ${body.length}`] : [])]
  return Buffer.from(`${all.join('\r\n')}\r\n\r\n${body}`)
}

function parse(bytes: Buffer): Answer {
  const [head = '', ...rest] = bytes.toString('utf8').split('\r\n\r\n')
  const body = rest.join('\r\n\r\n')
  const length = Number(/^content-length: (\d+)/im.exec(head)?.[1])
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]),
    head,
    body,
    whole: Buffer.byteLength(body) === length,
    bytes: bytes.length,
  }
}
