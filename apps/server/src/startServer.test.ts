import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { startTestServer } from '../test/startTestServer.js'

/** Opens a connection as a browser does ahead of need: without a word. */
async function openSilently(url: string) {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

describe('startServer', () => {
  test('behavior: a stop does not wait for connections on which nothing was asked', async () => {
    const server = await startTestServer()
    await openSilently(server.url)
    await openSilently(server.opsUrl)
    await (await fetch(server.url)).text()
    const beganAtMs = performance.now()
    await server.stop()
    // The drain, which would wait for them, is 10 s; the database of the test is dropped in this time as well.
    expect(performance.now() - beganAtMs).toBeLessThan(8_000)
  })

  test('behavior: a port in use is an error that leaves nothing open', async () => {
    const first = await startTestServer()
    const { port } = new URL(first.url)
    await expect(startTestServer({ env: { PORT: port, OPS_PORT: '0' } })).rejects.toThrow(/EADDRINUSE/)
    await first.stop()
  })
})
