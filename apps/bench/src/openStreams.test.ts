import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { endsEvent, openStreams } from './openStreams.js'

const opened: (() => void)[] = []
afterEach(() => {
  for (const close of opened.splice(0)) close()
})

async function startStreams() {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {}).once('data', () => socket.write('HTTP/1.1 200 OK\r\n\r\nretry: 1\n\n'))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  opened.push(() => server.close())
  return { sockets, target: { host: '127.0.0.1', port: (server.address() as AddressInfo).port } }
}

it('endsEvent: an event ends with an empty line, as it is or in a chunk', () => {
  const told = ['data: 1\n\n', 'data: 1\n\n\r\n', 'data: 1\n', 'data: 1', '\n\n', '']
  expect(told.map((text) => endsEvent(Buffer.from(text)))).toEqual([true, true, false, false, true, false])
})

it('openStreams: all have an event when the last has all of it', async () => {
  const { sockets, target } = await startStreams()
  const streams = await openStreams(target, ['/a', '/b'])
  let isDone = false
  const arrived = streams.allHave(20).then((arrival) => {
    isDone = true
    return arrival
  })
  sockets[0]?.write(`data: ${'x'.repeat(20)}\n\n`)
  // A heartbeat is no event of so many bytes, and neither is the half of one.
  sockets[1]?.write('data: 1\n\n')
  await new Promise((resolve) => setTimeout(resolve, 50))
  sockets[1]?.write('data: yyyyyyyyyyyyyy')
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(isDone).toBe(false)
  sockets[1]?.write('yyyyyy\n\n')
  const { firstMs, lastMs } = await arrived
  expect(lastMs).toBeGreaterThan(firstMs)
  await streams.close()
})

it('openStreams: a stream that ends is no measurement', async () => {
  const { sockets, target } = await startStreams()
  const streams = await openStreams(target, ['/a'])
  const arrived = streams.allHave(20)
  sockets[0]?.destroy()
  await expect(arrived).rejects.toThrow('/a ended while it was measured')
  await streams.close()
})
