import { PassThrough } from 'node:stream'
import Koa from 'koa'
import { onBroadcast } from './onBroadcast.js'
import { sayUrl } from './sayUrl.js'

/** Koa with a PassThrough as the body. */
const streams = new Set<PassThrough>()

const app = new Koa()
app.use((ctx) => {
  const stream = new PassThrough()
  stream.write('retry: 3000\n\n')
  streams.add(stream)
  ctx.req.on('close', () => streams.delete(stream))
  ctx.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
  ctx.body = stream
})
// Clients leave when they like.
app.silent = true
const server = app.listen(0, '127.0.0.1', () => sayUrl(server))

onBroadcast(({ id, data }) => {
  const frame = `id: ${id}\ndata: ${data}\n\n`
  for (const stream of streams) stream.write(frame)
})
