import { randomUUID } from 'node:crypto'
import { type Address, parseMana } from '@credits-server/onchain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { grantTestCredit, newAddress } from '../../../test/grantTestCredit.js'
import { root, startTestServer, type TestServer } from '../../../test/startTestServer.js'
import { transact } from '../../db/transact.js'
import { optOutUser } from '../../domain/optOutUser.js'
import { changeBalance } from '../../ledger/changeBalance.js'
import { demoUsers } from '../../seed/demoUsers.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ seed: true })
})
afterAll(() => server.stop())

const get = (address: string, id: string) => fetch(`${server.url}/users/${address}/credits/${id}`)

async function grantOne(options: { spentMana?: string } = {}): Promise<{ address: Address; id: string }> {
  const address = newAddress()
  await grantTestCredit(server, address, { mana: '4', ...options })
  const { id } = await server.knex('credits').where({ address }).first('id')
  return { address, id }
}

describe('getCredit', () => {
  test('default: the credit as the balance lists it', async () => {
    const { address } = demoUsers.partlyUsed
    const balance = await (await fetch(`${server.url}/users/${address}/credits`)).text()
    const { credits } = JSON.parse(balance)
    for (const { id } of credits) {
      const answer = await get(address, id)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(balance).toContain(await answer.text())
    }
  })

  test('behavior: used and expired credits are shown in their status', async () => {
    for (const [{ address }, status] of [
      [demoUsers.allUsed, 'USED'],
      [demoUsers.expired, 'EXPIRED'],
    ] as const) {
      const { id } = await server.knex('credits').where({ address }).first('id')
      expect(await (await get(address, id)).json()).toMatchObject({ id, status, signature: expect.any(String) })
    }
  })

  test('behavior: the id and the address may be in capitals', async () => {
    const { address, id } = await grantOne()
    const answer = await get(`0x${address.slice(2).toUpperCase()}`, id.toUpperCase())
    expect(await answer.json()).toMatchObject({ id })
  })

  test('error: CREDIT_NOT_FOUND for an unknown one, an unclaimed one and another user’s', async () => {
    const mine = await grantOne()
    const other = await grantOne()
    const unclaimed = await grantOne()
    await server.knex('credits').where({ id: unclaimed.id }).update({ claimed_at: null })
    for (const [address, id] of [
      [mine.address, randomUUID()],
      [mine.address, other.id],
      [unclaimed.address, unclaimed.id],
    ] as const) {
      const answer = await get(address, id)
      expect(answer.status).toBe(404)
      expect(await answer.json()).toMatchObject({ code: 'CREDIT_NOT_FOUND' })
    }
  })

  test('error: CREDIT_REVOKED is 410 and shows no signature', async () => {
    const { address, id } = await grantOne()
    await transact(server.knex, (trx) =>
      changeBalance(trx, { address, actor: 'root', cause: 'operator' }, async ({ at }) => {
        await trx('credits').where({ id }).update({ revoked_at: at })
        return [{ kind: 'revoked', creditId: id, amountWei: parseMana('4') }]
      }),
    )
    const answer = await get(address, id)
    expect(answer.status).toBe(410)
    expect(await answer.text()).toMatch(/^\{"error":"[^"]+","code":"CREDIT_REVOKED","requestId":"[^"]+"\}$/)
  })

  test('error: INVALID_CREDIT_ID for what is no uuid', async () => {
    const ids = [
      '1',
      'urn:uuid:3f2504e0-4f89-41d3-9a0c-0305e82c3301',
      `${randomUUID()}0`,
      randomUUID().replaceAll('-', ''),
    ]
    for (const id of ids) {
      const answer = await get(demoUsers.fresh.address, id)
      expect([id, answer.status]).toEqual([id, 400])
      expect(await answer.json()).toMatchObject({ code: 'INVALID_CREDIT_ID' })
    }
  })

  test('error: USER_FLAGGED and USER_NOT_FOUND as in getCredits', async () => {
    const { id } = await server.knex('credits').where({ address: demoUsers.flagged.address }).first('id')
    const flagged = await get(demoUsers.flagged.address, id)
    expect(flagged.status).toBe(401)
    expect(await flagged.json()).toMatchObject({ ok: false, code: 'USER_FLAGGED' })
    expect((await get(newAddress(), id)).status).toBe(404)
    const gone = await grantOne()
    await optOutUser(server.ledger, { actor: root, address: gone.address })
    expect(await (await get(gone.address, gone.id)).json()).toMatchObject({ code: 'USER_NOT_FOUND' })
  })
})
