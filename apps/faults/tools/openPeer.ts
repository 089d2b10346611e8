import { connect, type Socket } from 'node:net'

/** One end of a stream that nobody speaks for: bytes, and when they came. */
export type Peer = {
  readonly socket: Socket
  /** performance.now() of each part that came. */
  readonly heardAtMs: number[]
  text(): string
}

/** How a peer goes. */
export const departures = {
  /** Says goodbye, and would still listen. */
  end: (socket: Socket) => void socket.end(),
  close: (socket: Socket) => void socket.destroy(),
  reset: (socket: Socket) => void socket.resetAndDestroy(),
} as const

/** Opens a socket and asks for a stream. What comes is kept, unless `onText` takes it. */
export function openPeer(port: number, address: string, onText?: (part: string) => void): Peer {
  const socket = connect(port, '127.0.0.1')
  const heardAtMs: number[] = []
  let text = ''
  const keep = (part: string) => {
    text += part
  }
  socket.setEncoding('latin1')
  socket.on('error', () => {})
  socket.on('data', (part: string) => {
    heardAtMs.push(performance.now())
    ;(onText ?? keep)(part)
  })
  socket.write(`GET /users/${address}/credits/stream HTTP/1.1\r\nHost: localhost\r\n\r\n`)
  return { socket, heardAtMs, text: () => text }
}
