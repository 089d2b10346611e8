import { type Address, checksumAddress } from '@credits-server/onchain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askOperator } from '../../../test/askOperator.js'
import { grantTestCredit, newAddress } from '../../../test/grantTestCredit.js'
import { startTestServer, type TestServer } from '../../../test/startTestServer.js'
import { registerUser } from '../../domain/registerUser.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const register = (address: unknown) => askOperator(server, 'POST', '/users', { address })
const read = (address: string, path = 'credits') => fetch(`${server.url}/users/${address}/${path}`)
const enrolled = (address: Address, version: number) => ({
  status: 200,
  body: { address, status: 'enrolled', optedOutAt: null, version },
})

describe('registerUser', () => {
  test('default: makes a user known at version 0, without an entry and with nothing', async () => {
    const address = newAddress()
    expect(await register(checksumAddress(address))).toMatchObject(enrolled(address, 0))
    expect(await (await read(address)).json()).toMatchObject({
      credits: [],
      totalCredits: 0,
      totalCreditsWei: '0',
      version: 0,
      snapshotId: expect.stringMatching(/\.0\.0$/),
      changes: [],
    })
    expect(await (await read(address, 'entries')).json()).toEqual({ entries: [], nextCursor: null })
    expect((await read(address, 'credits/stream')).status).toBe(200)
  })

  test('behavior: registering again, at once or later, changes nothing', async () => {
    const address = newAddress()
    const answers = await Promise.all(Array.from({ length: 8 }, () => register(address)))
    for (const answer of answers) expect(answer).toMatchObject(enrolled(address, 0))
    const row = await server.knex('users').where({ address }).first()
    await register(address)
    expect(await server.knex('users').where({ address }).first()).toEqual(row)
  })

  test('behavior: a grant after it is version 1, and registering after a grant changes nothing', async () => {
    const address = newAddress()
    await register(address)
    await grantTestCredit(server, address, { mana: '1' })
    expect(await register(address)).toMatchObject(enrolled(address, 1))
    expect(await (await read(address)).json()).toMatchObject({ version: 1, totalCredits: 1 })
  })

  test('behavior: one who was only ever flagged becomes known, and is read when the flag is lifted', async () => {
    const address = newAddress()
    const captcha = { addresses: [address], type: 'captcha' }
    await askOperator(server, 'POST', '/flag', { ...captcha, reason: { message: 'm' } })
    expect(await register(address)).toMatchObject(enrolled(address, 1))
    expect((await read(address)).status).toBe(401)
    await askOperator(server, 'POST', '/unflag', captcha)
    expect(await (await read(address)).json()).toMatchObject({ version: 2, totalCredits: 0 })
  })

  test('behavior: who has left stays out, and is known when they come back', async () => {
    const address = newAddress()
    await askOperator(server, 'DELETE', `/users/${address}`)
    expect(await register(address)).toMatchObject({ body: { status: 'opted_out', optedOutAt: expect.any(String) } })
    expect((await read(address)).status).toBe(404)
    expect(await askOperator(server, 'POST', `/users/${address}/rejoin`)).toMatchObject(enrolled(address, 2))
    expect((await read(address)).status).toBe(200)
  })

  test('error: INVALID_RECIPIENT for whom nobody can be, and they stay unknown', async () => {
    const zero = `0x${'0'.repeat(40)}`
    for (const address of [zero, server.issuance.contract, checksumAddress(server.issuance.contract)]) {
      expect(await register(address)).toMatchObject({ status: 422, body: { code: 'INVALID_RECIPIENT' } })
      expect((await read(address)).status).toBe(404)
    }
  })

  test('error: FORBIDDEN without the scope, and nobody is made', async () => {
    const address = newAddress()
    const actor = { client: 'shop', scopes: ['credits:read', 'flags:write'] as const }
    const deps = { ...server.ledger, issuance: server.issuance }
    await expect(registerUser(deps, { actor, address })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await server.knex('users').where({ address })).toEqual([])
  })
})
