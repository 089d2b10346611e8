import type { Address } from '@credits-server/onchain'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { askOperator } from '../../../test/askOperator.js'
import { newAddress } from '../../../test/grantTestCredit.js'
import { startTestServer, type TestServer } from '../../../test/startTestServer.js'
import { listFlags } from '../../domain/listFlags.js'

let server: TestServer
/** One of each kind: lifted, still active, ended by itself, of the other type. */
const [lifted, active, ended, other] = [newAddress(), newAddress(), newAddress(), newAddress()]
const linked = [newAddress(), newAddress()].sort()
let until: string

beforeAll(async () => {
  server = await startTestServer()
  await flag(lifted)
  await askOperator(server, 'POST', '/unflag', { addresses: [lifted], type: 'captcha' })
  const reason = { message: 'One person.', ip: '2001:DB8::7', linkedAddresses: linked.toReversed() }
  await flag(active, { reason, until: '2099-12-31T00:00:00Z' })
  until = new Date((Math.ceil(Date.now() / 1_000) + 2) * 1_000).toISOString().replace('.000', '')
  await flag(ended, { until })
  await flag(other, { type: 'multi-account' })
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(Date.parse(until) + 50), { timeout: 5_000 })
})
afterAll(() => server.stop())

type Page = { flags: Record<string, unknown>[]; nextCursor: string | null }

const flag = (address: Address, fields: object = {}) =>
  askOperator(server, 'POST', '/flag', { addresses: [address], type: 'captcha', reason: { message: 'm' }, ...fields })
const list = (query = '') => askOperator<Page>(server, 'GET', `/admin/flags${query}`)
const listed = async (query: string) => (await list(query)).body.flags.map(({ address }) => address)

describe('listFlags', () => {
  test('default: every flag, newest first, with all that operators are told', async () => {
    const { status, body } = await list()
    expect(status).toBe(200)
    const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    const plain = { type: 'captcha', reason: { message: 'm', linkedAddresses: [] }, flaggedAt: at, flaggedBy: 'root' }
    const unlifted = { until: null, endedAt: null, liftedBy: null }
    expect(body).toEqual({
      flags: [
        { ...plain, ...unlifted, id: 4, address: other, type: 'multi-account', active: true },
        { ...plain, ...unlifted, id: 3, address: ended, active: false, until, endedAt: until.replace('Z', '.000Z') },
        {
          ...plain,
          ...unlifted,
          id: 2,
          address: active,
          active: true,
          reason: { message: 'One person.', ip: '2001:db8::7', linkedAddresses: linked },
          until: '2099-12-31T00:00:00Z',
        },
        { ...plain, ...unlifted, id: 1, address: lifted, active: false, endedAt: at, liftedBy: 'root' },
      ],
      nextCursor: null,
    })
  })

  test.each<[string, Address[]]>([
    [`?address=${active}`, [active]],
    [`?address=${active.toUpperCase().replace('0X', '0x')}&active=true`, [active]],
    [`?address=${active}&active=false`, []],
    [`?address=${ended}&active=false&type=captcha`, [ended]],
    ['?type=captcha', [ended, active, lifted]],
    ['?type=multi-account', [other]],
    ['?active=true', [other, active]],
    ['?active=false', [ended, lifted]],
    ['?active=true&type=captcha', [active]],
    [`?address=${newAddress()}`, []],
    ['?unknown=x', [other, ended, active, lifted]],
  ])('behavior: %s filters', async (query, expected) => {
    expect(await listed(query)).toEqual(expected)
  })

  test('behavior: pages fit together, whatever is flagged meanwhile', async () => {
    const all = await listed('')
    const seen: unknown[] = []
    let cursor: string | null = ''
    do {
      const { body }: { body: Page } = await list(`?limit=1${cursor && `&cursor=${cursor}`}`)
      expect(body.flags).toHaveLength(1)
      seen.push(...body.flags.map(({ address }) => address))
      await flag(newAddress())
      cursor = body.nextCursor
    } while (cursor !== null)
    expect(seen).toEqual(all)
  })

  test('behavior: the last page is the last, also when it is full', async () => {
    const { body } = await list(`?address=${lifted}&limit=1`)
    expect(body).toMatchObject({ flags: [{ address: lifted }], nextCursor: null })
  })

  test.each([
    ['?active=yes', 'INVALID_FILTER'],
    ['?active=', 'INVALID_FILTER'],
    ['?active[]=true', 'INVALID_FILTER'],
    ['?type=CAPTCHA', 'INVALID_FILTER'],
    ['?address=0x1', 'INVALID_ADDRESS'],
    ['?address=', 'INVALID_ADDRESS'],
    ['?limit=0', 'INVALID_LIMIT'],
    ['?limit=101', 'INVALID_LIMIT'],
    ['?limit=1.0', 'INVALID_LIMIT'],
    ['?cursor=', 'INVALID_CURSOR'],
    ['?cursor=x', 'INVALID_CURSOR'],
    // 0, a number beyond all ids, and an id in another spelling of base64.
    ['?cursor=MA', 'INVALID_CURSOR'],
    ['?cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTk', 'INVALID_CURSOR'],
    ['?cursor=NA==', 'INVALID_CURSOR'],
    ['?type=captcha&type=captcha', 'DUPLICATE_PARAMETER'],
  ])('error: %s is %s', async (query, code) => {
    expect(await list(query)).toMatchObject({ status: 400, body: { code } })
  })

  test('error: UNAUTHORIZED without a key, FORBIDDEN without the scope', async () => {
    const answer = await fetch(`${server.url}/admin/flags`)
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([401, null])
    const actor = { client: 'shop', scopes: ['flags:write', 'credits:read'] as const }
    const choice = { address: null, type: null, active: null, limit: 1, behind: null }
    await expect(
      listFlags({ read: async () => [], close: async () => {} }, { actor, ...choice }),
    ).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
  })
})
