import { createServer } from 'node:http'
import pg from 'pg'
import { balanceQuery, type CreditRow, presentBalance } from './balanceRows.js'
import { sayUrl } from './sayUrl.js'

/** node:http and pg: rows of a prepared statement, made into objects, made into JSON. */
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] })

const server = createServer(async (request, response) => {
  const address = request.url?.split('/')[2]?.toLowerCase()
  const { rows } = await pool.query<CreditRow>({ ...balanceQuery, values: [address] })
  const status = rows.length > 0 ? 200 : 404
  const body = JSON.stringify(status === 200 ? presentBalance(rows) : { error: 'There is no such user.' })
  response
    .writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': Buffer.byteLength(body) })
    .end(body)
})
server.listen(0, '127.0.0.1', () => sayUrl(server))
