import type { Server } from 'node:net'

/** Says where a server listens; whoever started the program waits for it. */
export function sayUrl(server: Pick<Server, 'address'>): void {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it listens on a port')
  console.info(`listening on http://${address.address}:${address.port}`)
}
