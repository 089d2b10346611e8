import { connect, type Socket } from 'node:net'

/** Event streams that are held open and read. */
export type Streams = {
  /**
   * Resolves when each of them has brought a whole event of so many bytes of data or more. Called before the event is sent.
   *
   * **Errors:** rejects when one of them ends.
   */
  allHave(dataBytes: number): Promise<Arrival>
  close(): Promise<void>
}

/** When the first and the last stream had brought an event, by performance.now(). */
export type Arrival = { readonly firstMs: number; readonly lastMs: number }

type Target = { readonly host: string; readonly port: number }

type Options = {
  /** Is told what each stream brings, and which of the paths it is of. */
  readonly onData?: (stream: number, bytes: Buffer) => void
}

/** More at once would wait in the server's backlog. */
const openedAtOnce = 200

/** Opens a stream of each path, and returns when all have brought something. */
export async function openStreams(
  target: Target,
  paths: readonly string[],
  { onData }: Options = {},
): Promise<Streams> {
  /** Bytes that each has brought since an event is waited for; endlessly few in those that have it. */
  const brought = new Float64Array(paths.length)
  let waiting: Waiting | null = null
  let isClosing = false

  function read(stream: number, bytes: Buffer): void {
    onData?.(stream, bytes)
    if (!waiting) return
    const sum = (brought[stream] ?? 0) + bytes.length
    brought[stream] = sum
    if (sum < waiting.dataBytes || !endsEvent(bytes)) return
    brought[stream] = Number.NEGATIVE_INFINITY
    waiting.lastMs = performance.now()
    waiting.firstMs ||= waiting.lastMs
    waiting.left -= 1
    if (waiting.left > 0) return
    waiting.resolve(waiting)
    waiting = null
  }

  const sockets: Socket[] = []
  let next = 0
  const openSome = async () => {
    for (let stream = next++; stream < paths.length; stream = next++) {
      const socket = await openStream(target, paths[stream] ?? '', (bytes) => read(stream, bytes))
      socket.on('close', () => {
        if (!isClosing) waiting?.reject(new Error(`${paths[stream]} ended while it was measured`))
      })
      sockets.push(socket)
    }
  }
  await Promise.all(Array.from({ length: openedAtOnce }, openSome))

  return {
    allHave(dataBytes) {
      brought.fill(0)
      return new Promise((resolve, reject) => {
        waiting = { dataBytes, left: paths.length, firstMs: 0, lastMs: 0, resolve, reject }
      })
    },
    async close() {
      isClosing = true
      for (const socket of sockets) socket.destroy()
      await Promise.all(sockets.map((socket) => socket.closed || new Promise((gone) => socket.once('close', gone))))
    },
  }
}

type Waiting = {
  readonly dataBytes: number
  readonly resolve: (arrival: Arrival) => void
  readonly reject: (error: Error) => void
  left: number
  firstMs: number
  lastMs: number
}

/** What all streams read into: each piece is looked at before the next one comes. */
const buffer = Buffer.allocUnsafe(64 * 1_024)

/**
 * Opens one, and returns when it has brought something. It is read as a socket: ten thousand clients of a framework would take
 * longer to hear an event than the server to send it.
 */
function openStream({ host, port }: Target, path: string, onBytes: (bytes: Buffer) => void): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const callback = (length: number) => {
      onBytes(buffer.subarray(0, length))
      resolve(socket)
      return true
    }
    const socket = connect({ host, port, noDelay: true, onread: { buffer, callback } })
    socket.on('error', reject).on('close', () => reject(new Error(`${path} was closed before anything came`)))
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAccept: text/event-stream\r\n\r\n`)
  })
}

/** Tells whether bytes end where an event ends, as it is or as the end of a chunk. */
export function endsEvent(bytes: Buffer): boolean {
  const last = bytes.toString('latin1', Math.max(0, bytes.length - 4))
  return last.endsWith('\n\n') || last === '\n\n\r\n'
}
