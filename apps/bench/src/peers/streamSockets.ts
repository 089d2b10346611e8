import { createServer, type Socket } from 'node:net'
import { onBroadcast } from './onBroadcast.js'
import { sayUrl } from './sayUrl.js'

/** Sockets and nothing else: whatever is asked is answered with the same head, and frames are made once for all. The limit. */
const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\nretry: 3000\n\n'
const streams = new Set<Socket>()

const server = createServer({ noDelay: true }, (socket) => {
  socket.once('data', () => {
    socket.write(head)
    streams.add(socket)
  })
  socket.on('close', () => streams.delete(socket)).on('error', () => {})
})
server.listen(0, '127.0.0.1', () => sayUrl(server))

onBroadcast(({ id, data }) => {
  const frame = Buffer.from(`id: ${id}\ndata: ${data}\n\n`)
  for (const stream of streams) stream.write(frame)
})
