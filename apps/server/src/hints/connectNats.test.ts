import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type NatsPlace, parseNatsPlace } from '../config/parseNatsPlace.js'
import { connectNats } from './connectNats.js'

const inTimeMs = 10_000

/** Starts what listens where a NATS server should, and does what `behave` does with each connection. */
async function startBadServer(behave: (socket: Socket) => void) {
  const sockets = new Set<Socket>()
  let heard = ''
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).once('close', () => sockets.delete(socket))
    socket.on('data', (bytes: Buffer) => {
      heard += bytes
    })
    behave(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const place = (url = 'nats://') =>
    parseNatsPlace(`${url}127.0.0.1:${(server.address() as AddressInfo).port}`) as NatsPlace
  return { place, heard: () => heard, open: () => sockets.size }
}

const greeting = 'INFO {"server_id":"x","version":"2.9.10","proto":1,"max_payload":1048576}\r\n'

describe('connectNats', () => {
  const kept = ({ open }: { open: () => number }, count: number) =>
    expect.poll(open, { timeout: inTimeMs, interval: 10 }).toBe(count)

  test.each([
    ['nothing', '', 'timeout'],
    ['what is no greeting', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'unexpected response from server'],
    ['a greeting and nothing more', greeting, 'timeout'],
  ])('error: one that says %s is given up, and its socket too', async (_, said, message) => {
    const server = await startBadServer((socket) => socket.write(said))
    await expect(connectNats(server.place(), { reconnect: false, timeout: 300 })).rejects.toThrow(message)
    await kept(server, 0)
  })

  test('error: one without TLS is never told the credentials that are for one with it', async () => {
    const server = await startBadServer((socket) => socket.write(greeting))
    await expect(connectNats(server.place('tls://me:hunter2@'), { reconnect: false })).rejects.toThrow(
      "server does not support 'tls'",
    )
    await kept(server, 0)
    expect(server.heard()).toBe('')
  })

  test('behavior: of one that never answers no more than one socket is open, however often it is dialled', async () => {
    let dials = 0
    const server = await startBadServer(() => {
      dials += 1
    })
    let isOver = false
    const dialling = connectNats(server.place(), {
      waitOnFirstConnect: true,
      timeout: 100,
      reconnectDelayHandler: () => 10,
      reconnectToServer() {
        if (isOver) throw new Error('closed')
        return null
      },
    })
    await expect.poll(() => dials, { timeout: inTimeMs }).toBeGreaterThan(5)
    expect(server.open()).toBeLessThan(2)
    isOver = true
    await expect(dialling).rejects.toThrow('closed')
    await kept(server, 0)
  })

  test('behavior: one that takes nothing any more is given up, however much waits for it', async () => {
    const server = await startBadServer((socket) => {
      socket.write(greeting)
      socket.once('data', () => {
        socket.write('PONG\r\n')
        setImmediate(() => socket.pause())
      })
    })
    const connection = await connectNats(server.place(), { reconnect: false, pingInterval: 200 })
    for (let n = 0; n < 50; n++) connection.publish('a', new Uint8Array(1_000_000))
    await connection.closed()
    expect(connection.isClosed()).toBe(true)
  })
})
