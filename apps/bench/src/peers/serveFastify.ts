import { fastify } from 'fastify'
import pg from 'pg'
import { balanceQuery, type CreditRow, presentBalance } from './balanceRows.js'
import { sayUrl } from './sayUrl.js'

/** fastify and pg, with a schema of the answer, from which fastify makes a serialiser. */
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] })

const text = { type: 'string' }
const number = { type: 'number' }
const integer = { type: 'integer' }

const credit = {
  type: 'object',
  properties: {
    id: text,
    amount: number,
    status: text,
    createdAt: text,
    expiresAt: text,
    signature: text,
    seasonId: integer,
    goalId: text,
    availableAmount: number,
    onChain: {
      type: 'object',
      properties: { chainId: integer, contract: text, value: text, spent: text, expiresAt: integer, salt: text },
    },
  },
}

const balance = {
  type: 'object',
  properties: {
    credits: { type: 'array', items: credit },
    totalCredits: number,
    totalCreditsWei: text,
    version: integer,
    nextExpiryAt: { type: ['string', 'null'] },
  },
}

const app = fastify()
app.get<{ Params: { address: string } }>(
  '/users/:address/credits',
  { schema: { response: { 200: balance } } },
  async (request, reply) => {
    const { rows } = await pool.query<CreditRow>({ ...balanceQuery, values: [request.params.address.toLowerCase()] })
    if (rows.length === 0) return reply.code(404).send({ error: 'There is no such user.' })
    return presentBalance(rows)
  },
)
await app.listen({ port: 0, host: '127.0.0.1' })
sayUrl(app.server)
