import { parseMana } from '@credits-server/onchain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askOperator } from '../../../test/askOperator.js'
import { grantTestCredit, newAddress } from '../../../test/grantTestCredit.js'
import { openStream } from '../../../test/openStream.js'
import { recordSpend } from '../../../test/recordSpend.js'
import { startTestServer, type TestServer } from '../../../test/startTestServer.js'
import { optOutUser } from '../../domain/optOutUser.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ env: { RECONCILE_MS: '60000' } })
})
afterAll(() => server.stop())

const optOut = (address: string) => askOperator(server, 'DELETE', `/users/${address}`)
const rejoin = (address: string) => askOperator(server, 'POST', `/users/${address}/rejoin`)
const read = (address: string, path = 'credits') => fetch(`${server.url}/users/${address}/${path}`)

describe('optOutUser', () => {
  test('default: public reads are 404, and open streams end with `event: ended`', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '5' })
    const stream = await openStream(`${server.url}/users/${address}/credits/stream`)
    const answer = await optOut(address)
    const optedOutAt = expect.stringMatching(/\.\d{3}Z$/)
    expect(answer).toMatchObject({ status: 200, body: { address, status: 'opted_out', optedOutAt, version: 2 } })
    await stream.ended()
    expect(stream.events.at(-1)).toMatchObject({ event: 'ended' })
    expect(JSON.parse(stream.events.at(-1)?.data ?? '')).toMatchObject({ code: 'USER_NOT_FOUND' })
    const { id } = await server.knex('credits').where({ address }).first('id')
    for (const path of ['credits', 'credits/stream', 'entries', `credits/${id}`]) {
      expect([path, (await read(address, path)).status]).toEqual([path, 404])
    }
  })

  test('behavior: leaving again changes nothing, whenever it is', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '5' })
    const answers = await Promise.all(Array.from({ length: 8 }, () => optOut(address)))
    const { body } = await optOut(address)
    for (const answer of answers) expect(answer).toMatchObject({ status: 200, body })
    expect(body['version']).toBe(2)
  })

  test('behavior: a spend seen meanwhile counts, and who comes back has what is left at a higher version', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '5' })
    const before = (await (await read(address)).json()) as { credits: object[] }
    await optOut(address)
    const { id } = await server.knex('credits').where({ address }).first('id')
    const chain = { actor: 'chain', cause: 'chain', address, creditId: id } as const
    await recordSpend(server.ledger, { ...chain, amountWei: parseMana('2') })
    expect((await rejoin(address)).body).toEqual({ address, status: 'enrolled', optedOutAt: null, version: 4 })
    const after = await (await read(address)).json()
    expect(after).toMatchObject({ version: 4, totalCredits: 3, credits: [{ id, status: 'PARTIALLY_USED' }] })
    expect(before.credits).toMatchObject([{ id, status: 'AVAILABLE' }])
  })

  test('behavior: nothing is granted to who has left', async () => {
    const address = newAddress()
    await optOut(address)
    const { rows } = await server.knex.raw('select known_at, version from users where address = ?', [address])
    expect(rows).toEqual([{ known_at: null, version: '1' }])
    expect((await read(address)).status).toBe(404)
    expect((await rejoin(address)).body).toEqual({ address, status: 'not_registered', optedOutAt: null, version: 2 })
    expect((await read(address)).status).toBe(404)
  })

  test('behavior: flagged and opted out is flagged', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '5' })
    await optOut(address)
    const captcha = { addresses: [address], type: 'captcha' }
    await askOperator(server, 'POST', '/flag', { ...captcha, reason: { message: 'm' } })
    for (const path of ['credits', 'credits/stream', 'entries']) expect((await read(address, path)).status).toBe(401)
    await askOperator(server, 'POST', '/unflag', captcha)
    expect((await read(address)).status).toBe(404)
  })

  test('error: BAD_CHECKSUM, because somebody else would leave', async () => {
    const wrong = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD'.replace('A', 'a')
    for (const answer of [await optOut(wrong), await rejoin(wrong)]) {
      expect(answer).toMatchObject({ status: 422, body: { code: 'BAD_CHECKSUM' } })
    }
    expect(await server.knex('users').where({ address: wrong.toLowerCase() })).toEqual([])
  })

  test('error: FORBIDDEN without the scope', async () => {
    const actor = { client: 'shop', scopes: ['credits:read', 'flags:write'] as const }
    const address = newAddress()
    await expect(optOutUser(server.ledger, { actor, address })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await server.knex('users').where({ address })).toEqual([])
  })
})
