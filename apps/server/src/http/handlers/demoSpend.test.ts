import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newAddress } from '../../../test/grantTestCredit.js'
import { startTestServer, type TestServer } from '../../../test/startTestServer.js'
import { demoUsers } from '../../seed/demoUsers.js'

// What needs a chain to spend on is tested in apps/chain.
let server: TestServer
let withoutChain: TestServer
let withoutDemo: TestServer
beforeAll(async () => {
  // Nobody listens on port 1.
  const env = { RPC_URL: 'http://127.0.0.1:1', DEMO_SHOP_ADDRESS: `0x${'5b'.repeat(20)}` }
  server = await startTestServer({ seed: true, env })
  withoutChain = await startTestServer({ seed: true })
  withoutDemo = await startTestServer({ env })
})
afterAll(async () => {
  for (const each of [server, withoutChain, withoutDemo]) await each.stop()
})

const { fresh, allUsed, flagged, exact } = demoUsers

async function post(
  url: string,
  address: string,
  body: unknown = { amount: '0.5' },
  headers: Record<string, string> = {},
) {
  const answer = await fetch(`${url}/demo/users/${address}/spends`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return { status: answer.status, body: (await answer.json()) as object, headers: answer.headers }
}

describe('demoSpend', () => {
  test('error: NOT_FOUND where no chain came with the demo, and where there is no demo', async () => {
    for (const { url } of [withoutChain, withoutDemo]) {
      expect(await post(url, fresh.address)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
    }
    expect(await (await fetch(withoutChain.url)).text()).not.toContain('id="spend"')
    expect(await (await fetch(server.url)).text()).toContain('id="spend"')
  })

  test('error: USER_NOT_FOUND for anyone but a demo user', async () => {
    expect(await post(server.url, newAddress())).toMatchObject({ status: 404, body: { code: 'USER_NOT_FOUND' } })
  })

  test('error: USER_FLAGGED as in getCredits', async () => {
    expect(await post(server.url, flagged.address)).toMatchObject({
      status: 401,
      body: { code: 'USER_FLAGGED', ok: false },
    })
  })

  test('error: SPEND_NOT_COVERED says what can be spent, to the last wei', async () => {
    expect(await post(server.url, allUsed.address)).toMatchObject({
      status: 422,
      body: { code: 'SPEND_NOT_COVERED', details: { available: '0' } },
    })
    const body = { amount: '123456801.92345678912345679' }
    expect(await post(server.url, exact.address, body)).toMatchObject({
      status: 422,
      body: { code: 'SPEND_NOT_COVERED', details: { available: '123456801.923456789123456789' } },
    })
  })

  test('error: CREDIT_NOT_FOUND for a credit that is not the user’s to spend', async () => {
    const body = { amount: '0.5', creditId: randomUUID() }
    expect(await post(server.url, fresh.address, body)).toMatchObject({
      status: 404,
      body: { code: 'CREDIT_NOT_FOUND' },
    })
  })

  test('error: CHAIN_UNAVAILABLE while the node does not answer', async () => {
    const { status, body, headers } = await post(server.url, fresh.address)
    expect({ status, body }).toMatchObject({ status: 503, body: { code: 'CHAIN_UNAVAILABLE' } })
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(JSON.stringify(body)).not.toContain('127.0.0.1')
  })

  test.each([
    [{}, 'INVALID_BODY'],
    [{ amount: 0.5 }, 'AMOUNT_MUST_BE_STRING'],
    [{ amount: '0' }, 'INVALID_AMOUNT'],
    [{ amount: '-1' }, 'INVALID_AMOUNT'],
    [{ amount: '1', creditId: 'x' }, 'INVALID_CREDIT_ID'],
    [{ amount: '1', price: '1' }, 'UNKNOWN_FIELD'],
  ])('error: %j is %s', async (body, code) => {
    expect(await post(server.url, fresh.address, body)).toMatchObject({ status: 400, body: { code } })
  })

  test('behavior: it is shared with no other origin', async () => {
    const { headers } = await post(server.url, allUsed.address, undefined, { Origin: 'https://evil.example' })
    expect(headers.get('access-control-allow-origin')).toBeNull()
  })
})
