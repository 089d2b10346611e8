import { type Address, checksumAddress } from '@credits-server/onchain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askOperator } from '../../../test/askOperator.js'
import { grantTestCredit, newAddress } from '../../../test/grantTestCredit.js'
import { openStream } from '../../../test/openStream.js'
import { startTestServer, type TestServer } from '../../../test/startTestServer.js'
import { unflagUsers } from '../../domain/unflagUsers.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ env: { RECONCILE_MS: '60000' } })
})
afterAll(() => server.stop())

type Changes = { users: { address: string; version: number; changed: boolean }[] }

const flag = (addresses: readonly string[], type = 'captcha', fields: object = {}) =>
  askOperator<Changes>(server, 'POST', '/flag', { addresses, type, reason: { message: type }, ...fields })
const unflag = (addresses: readonly string[], type = 'captcha') =>
  askOperator<Changes>(server, 'POST', '/unflag', { addresses, type })
const read = (address: string, path = 'credits') => fetch(`${server.url}/users/${address}/${path}`)
const kindsOf = (address: string) => server.knex('entries').where({ address }).orderBy('version').pluck('kind')

async function knownUser(): Promise<Address> {
  const address = newAddress()
  await grantTestCredit(server, address, { mana: '1' })
  return address
}

describe('unflagUsers', () => {
  test('default: who is unflagged is served again, with a higher version, and the history is kept', async () => {
    const address = await knownUser()
    await flag([address])
    const answer = await unflag([checksumAddress(address)])
    expect(answer).toMatchObject({ status: 200, body: { users: [{ address, version: 3, changed: true }] } })
    expect(await (await read(address)).json()).toMatchObject({ version: 3, totalCredits: 1 })
    const stream = await openStream(`${server.url}/users/${address}/credits/stream`)
    expect(stream.status).toBe(200)
    stream.close()
    expect(await kindsOf(address)).toEqual(['granted', 'flagged', 'unflagged'])
    expect(await server.knex('flags').where({ address })).toMatchObject([{ lifted_by: 'root', message: 'captcha' }])
  })

  test('behavior: all active flags of the type end with one entry, and the other type stays', async () => {
    const address = await knownUser()
    await flag([address])
    await flag([address], 'captcha', { reason: { message: 'again' } })
    await flag([address], 'multi-account')
    expect((await unflag([address])).body.users).toEqual([{ address, version: 5, changed: true }])
    expect(await (await read(address)).json()).toMatchObject({ reason: { message: 'multi-account' } })
    expect((await unflag([address], 'multi-account')).body.users).toEqual([{ address, version: 6, changed: true }])
    expect((await read(address)).status).toBe(200)
    expect((await kindsOf(address)).slice(-2)).toEqual(['unflagged', 'unflagged'])
  })

  test('behavior: who has no such flag is left as they are, and who is not known gets no row', async () => {
    const [known, unknown] = [await knownUser(), newAddress()]
    await flag([known], 'multi-account')
    expect((await unflag([unknown, known])).body.users).toEqual([
      { address: unknown, version: 0, changed: false },
      { address: known, version: 2, changed: false },
    ])
    expect(await server.knex('users').where({ address: unknown })).toEqual([])
    await unflag([known], 'multi-account')
    expect((await unflag([known], 'multi-account')).body.users).toEqual([
      { address: known, version: 3, changed: false },
    ])
  })

  test('behavior: a flag that has ended by itself is not lifted as well', async () => {
    const address = await knownUser()
    const until = new Date((Math.ceil(Date.now() / 1_000) + 2) * 1_000)
    await flag([address], 'captcha', { until: until.toISOString().replace('.000', '') })
    await expect.poll(async () => (await read(address)).status, { timeout: 5_000 }).toBe(200)
    expect((await unflag([address])).body.users).toEqual([{ address, version: 2, changed: false }])
    expect(await server.knex('flags').where({ address })).toMatchObject([{ ended_at: null, lifted_by: null }])
  })

  test('behavior: an address that was only ever flagged is not known afterwards', async () => {
    const address = newAddress()
    await flag([address])
    expect((await read(address)).status).toBe(401)
    await unflag([address])
    for (const path of ['credits', 'credits/stream', 'entries']) expect((await read(address, path)).status).toBe(404)
  })

  test('error: a wrong checksum refuses the whole request', async () => {
    const address = await knownUser()
    await flag([address])
    const wrong = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD'.replace('A', 'a')
    const answer = await askOperator(server, 'POST', '/unflag', { addresses: [address, wrong], type: 'captcha' })
    expect(answer).toMatchObject({ status: 422, body: { code: 'BAD_CHECKSUM', details: { address: wrong } } })
    expect((await read(address)).status).toBe(401)
  })

  test('error: FORBIDDEN without the scope', async () => {
    const address = await knownUser()
    await flag([address])
    const actor = { client: 'shop', scopes: ['flags:read', 'users:write'] as const }
    await expect(unflagUsers(server.ledger, { actor, addresses: [address], type: 'captcha' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    expect((await read(address)).status).toBe(401)
  })

  test('race: flagging and lifting the same users at once leaves each of them either way, with all that happened', async () => {
    const addresses = await Promise.all(Array.from({ length: 20 }, knownUser))
    const asked = Array.from({ length: 10 }, (_, n) => (n % 2 ? unflag(addresses.toReversed()) : flag(addresses)))
    const answers = await Promise.all(asked)
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200))
    for (const address of addresses) {
      const [granted, ...kinds] = await kindsOf(address)
      expect(granted).toBe('granted')
      // Neither can happen twice in a row.
      expect(kinds).toEqual(kinds.map((_, n) => (n % 2 ? 'unflagged' : 'flagged')))
      expect((await read(address)).status).toBe(kinds.at(-1) === 'flagged' ? 401 : 200)
    }
  })
})
