import { once } from 'node:events'
import type { Socket } from 'node:net'

type Options = {
  /** What goes on of each part; it may wait, and whatever comes behind waits with it. */
  readonly through?: (bytes: Buffer) => Buffer | Promise<Buffer>
  /** Awaited before the end of one socket becomes known to the other. */
  readonly gate?: () => Promise<void>
}

/**
 * Carries bytes from one socket to the other, with back-pressure, and the end of the one to the other: an end as an end, a
 * break as a break. Both sockets must allow half-open.
 */
export async function carry(from: Socket, to: Socket, options: Options = {}): Promise<void> {
  const { through = (bytes) => bytes, gate = async () => {} } = options
  to.once('close', () => void gate().then(() => from.destroy()))
  try {
    // Or the iterator would destroy a socket whose other half still has something to send.
    for await (const bytes of from.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      const passed = await through(bytes)
      if (passed.length > 0 && !to.write(passed)) await once(to, 'drain')
    }
    await gate()
    to.end()
  } catch {
    await gate()
    reset(to)
  }
}

/** Breaks a connection as a crash does: RST over TCP, and over a unix socket the next best. */
export function reset(socket: Socket): void {
  // A unix socket has no RST, and no remote address either.
  if (socket.remoteAddress === undefined) socket.destroy()
  else socket.resetAndDestroy()
}
