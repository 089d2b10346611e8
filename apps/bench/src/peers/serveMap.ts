import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { sayUrl } from './sayUrl.js'

/** node:http with prepared bodies in a map, each with its ETag. What it does not have it gets once from UPSTREAM. */
type Prepared = { readonly etag: string; readonly body: Buffer }

const upstream = process.env['UPSTREAM'] ?? ''
const prepared = new Map<string, Prepared>()

const server = createServer((request, response) => {
  const path = request.url ?? ''
  const found = prepared.get(path)
  if (found) answer(request, response, found)
  else void prepare(path).then((made) => answer(request, response, made))
})
server.listen(0, '127.0.0.1', () => sayUrl(server))

function answer(request: IncomingMessage, response: ServerResponse, { etag, body }: Prepared): void {
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, { ETag: etag }).end()
    return
  }
  const type = 'application/json; charset=utf-8'
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': body.length, ETag: etag }).end(body)
}

async function prepare(path: string): Promise<Prepared> {
  const response = await fetch(upstream + path)
  if (!response.ok) throw new Error(`${path} was answered ${response.status}`)
  const made = { etag: response.headers.get('etag') ?? '', body: Buffer.from(await response.arrayBuffer()) }
  prepared.set(path, made)
  return made
}
