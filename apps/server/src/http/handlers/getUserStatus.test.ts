import { checksumAddress } from '@credits-server/onchain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askOperator } from '../../../test/askOperator.js'
import { grantTestCredit, newAddress } from '../../../test/grantTestCredit.js'
import { startTestServer, type TestServer } from '../../../test/startTestServer.js'
import { getUserStatus } from '../../domain/getUserStatus.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const statusOf = async (address: string) => (await askOperator(server, 'GET', `/users/${address}/status`)).body

describe('getUserStatus', () => {
  test('default: enrolled by a grant or by registering, in whatever case it is asked', async () => {
    const [granted, registered] = [newAddress(), newAddress()]
    await grantTestCredit(server, granted, { mana: '1' })
    await askOperator(server, 'POST', '/users', { address: registered })
    const enrolled = { status: 'enrolled', optedOutAt: null }
    expect(await statusOf(checksumAddress(granted))).toEqual({ address: granted, ...enrolled, version: 1 })
    expect(await statusOf(registered)).toEqual({ address: registered, ...enrolled, version: 0 })
  })

  test('behavior: opted_out and when, until they rejoin', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '1' })
    const { body } = await askOperator(server, 'DELETE', `/users/${address}`)
    expect(await statusOf(address)).toEqual(body)
    await askOperator(server, 'POST', `/users/${address}/rejoin`)
    expect(await statusOf(address)).toEqual({ address, status: 'enrolled', optedOutAt: null, version: 3 })
  })

  test('behavior: not_registered is who has no row, and who was only ever flagged', async () => {
    const [unknown, flagged] = [newAddress(), newAddress()]
    await askOperator(server, 'POST', '/flag', { addresses: [flagged], type: 'captcha', reason: { message: 'm' } })
    const none = { status: 'not_registered', optedOutAt: null }
    expect(await statusOf(unknown)).toEqual({ address: unknown, ...none, version: 0 })
    expect(await statusOf(flagged)).toEqual({ address: flagged, ...none, version: 1 })
    expect(await server.knex('users').where({ address: unknown })).toEqual([])
  })

  test('error: UNAUTHORIZED without a key, FORBIDDEN without the scope: who has left is nobody’s business', async () => {
    const answer = await fetch(`${server.url}/users/${newAddress()}/status`)
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([401, null])
    const actor = { client: 'shop', scopes: ['users:write', 'flags:read'] as const }
    const reads = { read: async () => [], close: async () => {} }
    await expect(getUserStatus(reads, { actor, address: newAddress() })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})
