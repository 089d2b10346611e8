import { createServer } from 'node:http'
import { createChannel, createSession } from 'better-sse'
import { heartbeatMs, onBroadcast } from './onBroadcast.js'
import { sayUrl } from './sayUrl.js'

/** better-sse: a session for each client, and a channel that all are in. */
const channel = createChannel()

const server = createServer(async (request, response) => {
  channel.register(await createSession(request, response, { keepAlive: heartbeatMs }))
})
server.listen(0, '127.0.0.1', () => sayUrl(server))

onBroadcast(({ id, data }) => void channel.broadcast(JSON.parse(data), 'message', { eventId: id }))
