import { createServer, type ServerResponse } from 'node:http'
import { onBroadcast } from './onBroadcast.js'
import { sayUrl } from './sayUrl.js'

/** node:http with `response.write`, as every tutorial has it. */
const streams = new Set<ServerResponse>()

const server = createServer((request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
  response.write('retry: 3000\n\n')
  streams.add(response)
  request.on('close', () => streams.delete(response))
})
server.listen(0, '127.0.0.1', () => sayUrl(server))

onBroadcast(({ id, data }) => {
  const frame = `id: ${id}\ndata: ${data}\n\n`
  for (const stream of streams) stream.write(frame)
})
