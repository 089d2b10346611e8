import { createServer } from 'node:http'
import { creditSeparator, snapshotStatement } from '@credits-server/server/dist/balance/snapshotStatement.js'
import pg from 'pg'
import { sayUrl } from './sayUrl.js'

/** node:http and the statement that ours asks, pipelined on two connections: its text is the body, nothing is parsed. */
type Row = { known: boolean; epoch: string; version: string; mark: string; credits: string; rest: string }

const connectionString = process.env['DATABASE_URL']
const clients = [0, 1].map(() => new pg.Client({ connectionString, pipeline: true }))
await Promise.all(clients.map((client) => client.connect()))
let asked = 0

const server = createServer(async (request, response) => {
  asked += 1
  const client = clients[asked % clients.length] as pg.Client
  const address = request.url?.split('/')[2]?.toLowerCase()
  const { rows } = await client.query<Row>({ ...snapshotStatement, values: [[address], null] })
  const [row] = rows
  if (!row?.known) {
    response.writeHead(404).end()
    return
  }
  const body = `{"credits":[${row.credits.replaceAll(creditSeparator, ',')}],${row.rest}}`
  response
    .writeHead(200, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
      ETag: `"${row.epoch}.${row.version}.${row.mark}"`,
    })
    .end(body)
})
server.listen(0, '127.0.0.1', () => sayUrl(server))
