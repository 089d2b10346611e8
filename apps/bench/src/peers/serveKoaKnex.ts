import Router from '@koa/router'
import createKnex from 'knex'
import Koa from 'koa'
import { type CreditRow, presentBalance } from './balanceRows.js'
import { sayUrl } from './sayUrl.js'

/** Koa and knex, written the obvious way. */
const knex = createKnex({ client: 'pg', connection: process.env['DATABASE_URL'] ?? '' })
const router = new Router()

router.get('/users/:address/credits', async (ctx) => {
  const rows: CreditRow[] = await knex('users')
    .leftJoin('credits', (on) =>
      on
        .on('credits.address', 'users.address')
        .onNotNull('credits.claimed_at')
        .onNull('credits.revoked_at')
        .on('credits.spent_wei', '<', 'credits.value_wei')
        .on('credits.expires_at', '>', knex.fn.now()),
    )
    .where('users.address', ctx.params['address']?.toLowerCase())
    .orderBy(['credits.expires_at', 'credits.created_at', 'credits.id'])
    .select('users.version', 'credits.*')
  if (rows.length === 0) ctx.throw(404, 'There is no such user.')
  ctx.body = presentBalance(rows)
})

const server = new Koa().use(router.routes()).listen(0, '127.0.0.1', () => sayUrl(server))
