import type { Address } from '@credits-server/onchain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askOperator } from '../../../test/askOperator.js'
import { newAddress } from '../../../test/grantTestCredit.js'
import { startTestServer, type TestServer } from '../../../test/startTestServer.js'
import { listUsers } from '../../domain/listUsers.js'

let server: TestServer
/** In order. */
const addresses = Array.from({ length: 9 }, newAddress).sort()
const statusAt = (index: number) => ['enrolled', 'opted_out', 'not_registered'][index % 3]

beforeAll(async () => {
  server = await startTestServer()
  for (const [index, address] of addresses.entries()) {
    if (index % 3 === 0) await askOperator(server, 'POST', '/users', { address })
    if (index % 3 === 1) await askOperator(server, 'DELETE', `/users/${address}`)
    const captcha = { addresses: [address], type: 'captcha', reason: { message: 'm' } }
    if (index % 3 === 2) await askOperator(server, 'POST', '/flag', captcha)
  }
})
afterAll(() => server.stop())

type Page = { users: { address: Address; status: string; version: number }[]; nextCursor: string | null }
const list = (query = '') => askOperator<Page>(server, 'GET', `/users${query}`)

describe('listUsers', () => {
  test('default: everybody in the order of addresses, each as getUserStatus says', async () => {
    const { status, body } = await list()
    expect(status).toBe(200)
    expect(body.users.map((user) => [user.address, user.status])).toEqual(
      addresses.map((address, index) => [address, statusAt(index)]),
    )
    expect(body.nextCursor).toBeNull()
    for (const user of body.users) {
      expect((await askOperator(server, 'GET', `/users/${user.address}/status`)).body).toEqual(user)
    }
  })

  test.each(['enrolled', 'opted_out', 'not_registered'])(
    'behavior: only who is %s, in pages that fit',
    async (status) => {
      const seen: string[] = []
      let cursor: string | null = ''
      do {
        const { body }: { body: Page } = await list(`?status=${status}&limit=1${cursor && `&cursor=${cursor}`}`)
        expect(body.users.map((user) => user.status)).toEqual([status])
        seen.push(...body.users.map(({ address }) => address))
        cursor = body.nextCursor
      } while (cursor !== null)
      expect(seen).toEqual(addresses.filter((_, index) => statusAt(index) === status))
    },
  )

  test.each([
    ['?status=ENROLLED', 'INVALID_STATUS'],
    ['?status=', 'INVALID_STATUS'],
    ['?limit=0', 'INVALID_LIMIT'],
    ['?limit=101', 'INVALID_LIMIT'],
    ['?cursor=', 'INVALID_CURSOR'],
    ['?cursor=MHgx', 'INVALID_CURSOR'],
    ['?limit=1&limit=1', 'DUPLICATE_PARAMETER'],
  ])('error: %s is %s', async (query, code) => {
    expect(await list(query)).toMatchObject({ status: 400, body: { code } })
  })

  test('error: UNAUTHORIZED without a key, FORBIDDEN without the scope', async () => {
    expect((await fetch(`${server.url}/users`)).status).toBe(401)
    const actor = { client: 'shop', scopes: ['users:write'] as const }
    const reads = { read: async () => [], close: async () => {} }
    await expect(listUsers(reads, { actor, status: null, limit: 1, behind: null })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
  })
})
