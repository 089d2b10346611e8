import { checksumAddress } from '@credits-server/onchain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askOperator } from '../../../test/askOperator.js'
import { grantTestCredit, newAddress } from '../../../test/grantTestCredit.js'
import { startTestServer, type TestServer } from '../../../test/startTestServer.js'
import { rejoinUser } from '../../domain/rejoinUser.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const optOut = (address: string) => askOperator(server, 'DELETE', `/users/${address}`)
const rejoin = (address: string) => askOperator(server, 'POST', `/users/${address}/rejoin`)
const balanceOf = async (address: string) =>
  (await (await fetch(`${server.url}/users/${address}/credits`)).json()) as { credits: object[]; version: number }

describe('rejoinUser', () => {
  test('default: the same balance is there again, with a higher version', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '5' }, { mana: '2', spentMana: '1' })
    const before = await balanceOf(address)
    await optOut(address)
    const { status, body } = await rejoin(checksumAddress(address))
    expect([status, body]).toEqual([
      200,
      { address, status: 'enrolled', optedOutAt: null, version: before.version + 2 },
    ])
    const after = await balanceOf(address)
    expect(after.credits).toEqual(before.credits)
    expect(after.version).toBe(before.version + 2)
    expect(await server.knex('entries').where({ address }).orderBy('version').pluck('kind')).toEqual(
      expect.arrayContaining(['optedOut', 'rejoined']),
    )
  })

  test('behavior: who has not left is left as they are, also one whom nobody has met', async () => {
    const [known, unknown] = [newAddress(), newAddress()]
    await grantTestCredit(server, known, { mana: '1' })
    expect((await rejoin(known)).body).toMatchObject({ status: 'enrolled', version: 1 })
    expect((await rejoin(unknown)).body).toMatchObject({ status: 'not_registered', version: 0 })
    expect(await server.knex('users').where({ address: unknown })).toEqual([])
  })

  test('race: leaving and coming back at once end either way, with an entry for each turn', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '1' })
    await Promise.all(Array.from({ length: 12 }, (_, n) => (n % 2 ? rejoin(address) : optOut(address))))
    const [, ...kinds] = await server.knex('entries').where({ address }).orderBy('version').pluck('kind')
    expect(kinds).toEqual(kinds.map((_, n) => (n % 2 ? 'rejoined' : 'optedOut')))
    const { status } = await fetch(`${server.url}/users/${address}/credits`)
    expect(status).toBe(kinds.at(-1) === 'optedOut' ? 404 : 200)
  })

  test('error: FORBIDDEN without the scope', async () => {
    const actor = { client: 'shop', scopes: ['credits:read'] as const }
    await expect(rejoinUser(server.ledger, { actor, address: newAddress() })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
  })
})
