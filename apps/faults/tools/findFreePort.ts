import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Finds a port that nobody listens on and no outgoing connection is given: it lies below the range from which the system takes
 * those, so it is still free when whoever listened on it was killed and comes back.
 */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest))
    const server = createServer().listen(port, '127.0.0.1')
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    )
    if (!isFree) continue
    const closed = once(server, 'close')
    server.close()
    await closed
    return port
  }
}

/** Linux gives outgoing connections 32768 to 60999, macOS 49152 and up. */
const lowest = 12_000
const highest = 32_000
