import type { CreditPage, OperatorCredit, OperatorEntryPage } from '@credits-server/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askOperator } from '../../../test/askOperator.js'
import { newAddress } from '../../../test/grantTestCredit.js'
import { makeCredits } from '../../../test/makeCredits.js'
import { recordSpend } from '../../../test/recordSpend.js'
import { root, startTestServer, type TestServer } from '../../../test/startTestServer.js'
import { flagUsers } from '../../domain/flagUsers.js'
import { optOutUser } from '../../domain/optOutUser.js'
import { demoUsers } from '../../seed/demoUsers.js'

let server: TestServer
/** A user with one credit of each state, in the order of their making. */
const user = newAddress()
const states = ['pending', 'expired', 'lapsed', 'available', 'spent', 'revoked'] as const
let ids: string[]

beforeAll(async () => {
  server = await startTestServer({ seed: true })
  const at = new Date('2026-03-17T00:00:00Z')
  const soon = new Date('2026-03-18T00:00:00Z')
  ids = await makeCredits(
    server,
    user,
    { claimed: false, at },
    { expiresAt: soon, at },
    { claimed: false, claimBy: soon, at },
    { issuer: 'shop', reason: 'The "reason"\\', annotation: 'Ä, 🙂', reference: 'a "quoted" \\ reference' },
    { wei: 5n },
    {},
  )
  await recordSpend(server.ledger, {
    address: user,
    creditId: ids[4] ?? '',
    amountWei: 5n,
    actor: 'chain',
    cause: 'chain',
  })
  await askOperator(server, 'POST', `/credits/${ids[5]}/revoke`, { reason: 'Why not' })
})
afterAll(() => server.stop())

const get = (path: string) => askOperator(server, 'GET', path)
const list = async (query: string) => {
  const answer = await get(`/credits${query}`)
  expect([query, answer.status]).toEqual([query, 200])
  return answer.body as CreditPage
}
const listAll = async (query: string, limit = 100) => {
  const all: OperatorCredit[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: CreditPage = await list(`?limit=${limit}${query}${cursor && `&cursor=${cursor}`}`)
    all.push(...page.credits)
    cursor = page.nextCursor
  }
  return all
}
const idsOf = async (query: string) => (await listAll(query)).map(({ id }) => id).sort()

describe('listCredits', () => {
  test('default: everybody’s credits, newest first, of every state', async () => {
    const answer = await get('/credits')
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    })
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect(answer.headers.get('etag')).toBeNull()
    const { credits, nextCursor } = answer.body as CreditPage
    expect(credits).toHaveLength(50)
    expect(nextCursor).toMatch(/^[\w-]+$/)
    const times = credits.map(({ createdAt }) => createdAt)
    expect(times).toEqual([...times].sort().reverse())
  })

  test('behavior: pages of any size are the whole table, each credit once', async () => {
    const expected = await server
      .knex('credits')
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .pluck('id')
    for (const limit of [100, 33]) expect((await listAll('', limit)).map(({ id }) => id)).toEqual(expected)
    // A thousand of one user, many of one moment.
    const thousand = await listAll(`&address=${demoUsers.thousand.address}`, 97)
    expect(new Set(thousand.map(({ id }) => id)).size).toBe(1_000)
  })

  test('behavior: a credit has its canonical shape and what operators know beside', async () => {
    const [credit] = (await list(`?address=${user}&state=available`)).credits
    const shown = (await (await fetch(`${server.url}/users/${user}/credits/${ids[3]}`)).json()) as object
    const row = await server.knex('credits').where({ id: ids[3] }).first()
    expect(credit).toEqual({
      ...shown,
      state: 'available',
      address: user,
      issuer: 'shop',
      reference: 'a "quoted" \\ reference',
      actor: 'maker',
      hash: row.hash,
      signer: row.signer,
      claimedAt: row.claimed_at.toISOString(),
      reason: 'The "reason"\\',
      annotation: 'Ä, 🙂',
    })
  })

  test('behavior: each state has its own, and together they are all', async () => {
    for (const [nth, state] of states.entries())
      expect([state, await idsOf(`&address=${user}&state=${state}`)]).toEqual([state, [ids[nth]]])
    expect(await idsOf(`&address=0x${user.slice(2).toUpperCase()}`)).toEqual([...ids].sort())
  })

  test('behavior: only a claimed, unrevoked credit has its signature', async () => {
    const signed = (await listAll(`&address=${user}`)).filter(({ signature }) => signature !== undefined)
    expect(signed.map(({ state }) => state).sort()).toEqual(['available', 'expired', 'spent'])
  })

  test('behavior: filters narrow each other; from is included, to is not; a year that no database has is as good as the next', async () => {
    const season = await listAll('&seasonId=5')
    expect(season.length).toBeGreaterThan(0)
    expect(season.length).toBe(Number((await server.knex('credits').where({ season_id: 5 }).count())[0]?.['count']))
    expect(await idsOf('&seasonId=77')).toEqual([])
    expect(await idsOf('&issuer=shop')).toEqual([ids[3]])
    expect(await idsOf(`&issuer=shop&state=pending`)).toEqual([])
    expect(await idsOf('&goalId=no-such-goal')).toEqual([])
    const { signer } = await server.knex('credits').first('signer')
    expect((await listAll(`&signer=0x${signer.slice(2).toUpperCase()}&address=${user}`)).length).toBe(6)
    expect(await idsOf(`&signer=${user}`)).toEqual([])
    const of = `&address=${user}`
    const born = [ids[0], ids[1], ids[2]].sort()
    expect(await idsOf(`${of}&createdFrom=2026-03-17T00:00:00Z&createdTo=2026-03-17T00:00:00.001Z`)).toEqual(born)
    expect(await idsOf(`${of}&createdTo=2026-03-17T00:00:00Z`)).toEqual([])
    expect(await idsOf(`${of}&createdTo=2026-03-17T02:00:00.001%2B02:00`)).toEqual(born)
    expect(await idsOf(`${of}&expiresFrom=2026-03-18T00:00:00Z&expiresTo=2026-03-18T00:00:01Z`)).toEqual([ids[1]])
    expect(await idsOf(`${of}&expiresTo=2026-03-18T00:00:00Z`)).toEqual([])
    for (const past of ['0000-01-01T00:00:00Z', '0001-01-01T00:00:00%2B23:59']) {
      expect(await idsOf(`${of}&createdFrom=${past}&expiresFrom=${past}`)).toEqual([...ids].sort())
    }
    for (const future of ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59-23:59']) {
      expect(await idsOf(`${of}&createdTo=${future}&expiresTo=${future}`)).toEqual([...ids].sort())
    }
  })

  test('behavior: a filter that is not known is ignored', async () => {
    expect((await listAll(`&address=${user}&colour=red`)).length).toBe(6)
  })

  test('error: each parameter has its code, and comes once', async () => {
    const cases: [string, string, object?][] = [
      ['address=0x1', 'INVALID_ADDRESS'],
      ['signer=nobody', 'INVALID_ADDRESS'],
      ['seasonId=0', 'INVALID_SEASON_ID'],
      ['seasonId=2147483648', 'INVALID_SEASON_ID'],
      ['goalId=Goal', 'INVALID_PARAMETER'],
      ['issuer=', 'INVALID_PARAMETER'],
      [
        'state=PENDING',
        'INVALID_FILTER',
        { allowed: ['pending', 'available', 'spent', 'expired', 'revoked', 'lapsed'] },
      ],
      ['state=', 'INVALID_FILTER'],
      ['state[]=pending', 'INVALID_FILTER'],
      ['createdFrom=2026-02-30T00:00:00Z', 'INVALID_PARAMETER'],
      ['createdTo=2026-03-17', 'INVALID_PARAMETER'],
      ['expiresFrom=infinity', 'INVALID_PARAMETER'],
      ['expiresTo=1770000000', 'INVALID_PARAMETER'],
      ['asOf=yesterday', 'INVALID_AS_OF'],
      ['asOf=9999-01-01T00:00:00Z', 'INVALID_AS_OF'],
      ['limit=101', 'INVALID_LIMIT'],
      ['cursor=x', 'INVALID_CURSOR'],
      ['state=pending&state=pending', 'DUPLICATE_PARAMETER'],
      ['asOf=2026-03-17T00:00:00Z&asOf=2026-03-17T00:00:00Z', 'DUPLICATE_PARAMETER'],
    ]
    for (const [query, code, details = {}] of cases) {
      const answer = await get(`/credits?${query}`)
      expect([query, answer.status, answer.body]).toMatchObject([query, 400, { code, details }])
    }
  })

  test('error: a cursor of another list is INVALID_CURSOR', async () => {
    const path = `/admin/users/${demoUsers.thousand.address}/entries`
    const { nextCursor } = (await get(path)).body as OperatorEntryPage
    expect((await get(`/credits?cursor=${nextCursor}`)).body).toMatchObject({ code: 'INVALID_CURSOR' })
  })

  test('error: UNAUTHORIZED without a key, whatever is asked', async () => {
    for (const path of ['/credits', '/credits/export', '/entries/export', `/credits/${ids[0]}`, '/admin/revocations']) {
      const answer = await fetch(server.url + path)
      expect([path, answer.status]).toEqual([path, 401])
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="credits"')
    }
  })
})

describe('getCreditById', () => {
  test('default: the credit as it is listed, and what happened to it, newest first', async () => {
    const [listed] = (await list(`?address=${user}&state=revoked`)).credits
    const credit = (await get(`/credits/${ids[5]}`)).body as OperatorCredit
    expect(credit).toEqual({
      ...listed,
      entries: [
        {
          version: 8,
          kind: 'revoked',
          amountWei: '1000',
          at: listed?.revokedAt,
          cause: 'operator',
          actor: 'root',
          reason: 'Why not',
        },
        { version: 6, kind: 'granted', amountWei: '1000', at: listed?.createdAt, cause: 'operator', actor: 'maker' },
      ],
    })
  })

  test('behavior: a moment before the revocation shows what was left then, and no signature all the same', async () => {
    const { createdAt } = (await get(`/credits/${ids[5]}`)).body as OperatorCredit
    const then = (await get(`/credits/${ids[5]}?asOf=${createdAt}`)).body as OperatorCredit
    expect(then).toMatchObject({ state: 'available', entries: [{ kind: 'granted' }] })
    expect(then).not.toHaveProperty('signature')
    expect(then).not.toHaveProperty('revokedAt')
  })

  test('error: CREDIT_NOT_FOUND, INVALID_CREDIT_ID', async () => {
    const unknown = await get('/credits/3f2504e0-4f89-41d3-9a0c-0305e82c3301')
    expect([unknown.status, unknown.body]).toMatchObject([404, { code: 'CREDIT_NOT_FOUND' }])
    expect((await get('/credits/nothing')).body).toMatchObject({ code: 'INVALID_CREDIT_ID' })
  })
})

describe('getUserBalance', () => {
  test('default: the bytes of getCredits, without an ETag; also of a moment of the past', async () => {
    const { address } = demoUsers.partlyUsed
    const shown = await (await fetch(`${server.url}/users/${address}/credits`)).text()
    for (const query of ['', `?asOf=${new Date(Date.now() - 1).toISOString()}`]) {
      const answer = await get(`/admin/users/${address}/credits${query}`)
      expect([answer.status, answer.text]).toEqual([200, shown])
      expect([answer.headers.get('etag'), answer.headers.get('cache-control')]).toEqual([null, 'no-store'])
    }
  })

  test('behavior: flagged users and those who left are seen by operators', async () => {
    const address = newAddress()
    await makeCredits(server, address, { wei: 9n })
    await flagUsers(server.ledger, {
      actor: root,
      addresses: [address],
      flag: { type: 'captcha', reason: { message: 'm' } },
    })
    await optOutUser(server.ledger, { actor: root, address })
    expect((await fetch(`${server.url}/users/${address}/credits`)).status).toBe(401)
    expect((await get(`/admin/users/${address}/credits`)).body).toMatchObject({
      totalCreditsWei: '9',
      version: 3,
    })
  })

  test('error: USER_NOT_FOUND, INVALID_AS_OF', async () => {
    expect((await get(`/admin/users/${newAddress()}/credits`)).body).toMatchObject({ code: 'USER_NOT_FOUND' })
    for (const asOf of ['9998-01-01T00:00:00Z', '9999-12-31T23:59:59-23:59', 'now', '']) {
      const answer = await get(`/admin/users/${user}/credits?asOf=${asOf}`)
      expect([asOf, answer.status, answer.body]).toMatchObject([asOf, 400, { code: 'INVALID_AS_OF' }])
    }
    const early = await get(`/admin/users/${user}/credits?asOf=0000-01-01T00:00:00Z`)
    expect([early.status, early.body]).toMatchObject([404, { code: 'USER_NOT_FOUND' }])
  })
})

describe('getUserEntries', () => {
  test('default: the page of getEntries, with who and why', async () => {
    const { entries, nextCursor } = (await get(`/admin/users/${user}/entries`)).body as OperatorEntryPage
    const shown = (await (await fetch(`${server.url}/users/${user}/entries`)).json()) as OperatorEntryPage
    expect(entries.map(({ actor: _, reason: __, annotation: ___, ...entry }) => entry)).toEqual(shown.entries)
    expect(nextCursor).toBe(shown.nextCursor)
    const byVersion = new Map(entries.filter(({ computed }) => !computed).map((entry) => [entry.version, entry]))
    expect(byVersion.get(8)).toMatchObject({ kind: 'revoked', actor: 'root', reason: 'Why not' })
    expect(byVersion.get(7)).toMatchObject({ kind: 'spent', actor: 'chain', cause: 'chain' })
    expect(byVersion.get(7)).not.toHaveProperty('reason')
    expect(byVersion.get(4)).toMatchObject({ actor: 'maker', reason: 'The "reason"\\', annotation: 'Ä, 🙂' })
    for (const entry of entries.filter(({ computed }) => computed)) expect(entry).not.toHaveProperty('actor')
    expect(entries.some(({ computed }) => computed)).toBe(true)
  })

  test('behavior: pages fit together, also of a user who is flagged', async () => {
    const { address } = demoUsers.flagged
    const all: unknown[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const path = `/admin/users/${address}/entries?limit=1${cursor && `&cursor=${cursor}`}`
      const page = (await get(path)).body as OperatorEntryPage
      all.push(...page.entries)
      cursor = page.nextCursor
    }
    const whole = (await get(`/admin/users/${address}/entries?limit=100`)).body as OperatorEntryPage
    expect(all).toEqual(whole.entries)
    expect(all.length).toBeGreaterThan(1)
  })

  test('error: USER_NOT_FOUND', async () => {
    expect((await get(`/admin/users/${newAddress()}/entries`)).body).toMatchObject({ code: 'USER_NOT_FOUND' })
  })
})
