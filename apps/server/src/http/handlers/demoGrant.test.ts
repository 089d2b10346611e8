import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newAddress } from '../../../test/grantTestCredit.js'
import { openStream } from '../../../test/openStream.js'
import { startTestServer, type TestServer } from '../../../test/startTestServer.js'
import { demoUsers } from '../../seed/demoUsers.js'

let server: TestServer
let plain: TestServer
beforeAll(async () => {
  server = await startTestServer({ seed: true, env: { RECONCILE_MS: '200' } })
  plain = await startTestServer()
})
afterAll(async () => {
  await server.stop()
  await plain.stop()
})

function post(url: string, address: string, { key = randomUUID() as string, body = '{}', origin = '' } = {}) {
  return fetch(`${url}/demo/users/${address}/credits`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key, ...(origin && { Origin: origin }) },
    body,
  })
}

describe('demoGrant', () => {
  test('default: 1 MANA on the real write path, and the balance moves on the stream', async () => {
    const { address } = demoUsers.allUsed
    const stream = await openStream(`${server.url}/users/${address}/credits/stream`)
    await stream.next()
    expect(JSON.parse((await stream.next()).data).totalCredits).toBe(0)
    const key = randomUUID()
    const answer = await post(server.url, address, { key })
    expect(answer.status).toBe(201)
    const balance = JSON.parse((await stream.next(3_000)).data)
    stream.close()
    expect(balance).toMatchObject({
      totalCredits: 1,
      changes: [{ kind: 'granted', cause: 'demo' }, {}, {}, {}, {}, {}, {}, {}],
    })
    const again = await post(server.url, address, { key })
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
    const row = await server.knex('credits').where({ id: balance.credits[0].id }).first('issuer', 'season_id')
    expect(row).toEqual({ issuer: 'demo', season_id: 5 })
  })

  test('behavior: it is shared with no other origin, and no preflight allows it', async () => {
    const answer = await post(server.url, demoUsers.fresh.address, { origin: 'https://evil.example' })
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    const preflight = await fetch(`${server.url}/demo/users/${demoUsers.fresh.address}/credits`, {
      method: 'OPTIONS',
      headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' },
    })
    expect([...preflight.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
  })

  test('error: NOT_FOUND where the demo is not seeded', async () => {
    const answer = await post(plain.url, demoUsers.fresh.address)
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'NOT_FOUND' }])
  })

  test('error: USER_NOT_FOUND for anyone but a demo user, who gets nothing', async () => {
    const address = newAddress()
    const answer = await post(server.url, address)
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'USER_NOT_FOUND' }])
    expect(await server.knex('users').where({ address }).first()).toBeUndefined()
  })

  test('error: UNKNOWN_FIELD: the amount is not the caller’s', async () => {
    const answer = await post(server.url, demoUsers.fresh.address, { body: '{"amount":"1000"}' })
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'UNKNOWN_FIELD' }])
  })

  test('error: RECIPIENT_FLAGGED', async () => {
    const answer = await post(server.url, demoUsers.flagged.address)
    expect([answer.status, await answer.json()]).toMatchObject([422, { code: 'RECIPIENT_FLAGGED' }])
  })
})
