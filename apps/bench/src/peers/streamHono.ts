import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { onBroadcast } from './onBroadcast.js'
import { sayUrl } from './sayUrl.js'

/** hono on Node, with its streamSSE. */
const streams = new Set<SSEStreamingApi>()

const app = new Hono()
app.get('/users/:address/credits/stream', (context) =>
  streamSSE(context, async (stream) => {
    streams.add(stream)
    await stream.write('retry: 3000\n\n')
    await new Promise<void>((resolve) => stream.onAbort(resolve))
    streams.delete(stream)
  }),
)
const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, () => sayUrl(server))

onBroadcast(({ id, data }) => {
  for (const stream of streams) void stream.writeSSE({ id, data })
})
