import { type Address, checksumAddress, creditsManagers, hasValidChecksum } from '@credits-server/onchain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoUsers } from '../src/seed/demoUsers.js'
import {
  ask,
  askStream,
  expectError,
  expectFlagged,
  expectNothingGivenAway,
  insertUser,
  noCredit,
  readsOf,
  send,
} from './badInputTools.js'
import { startTestServer, type TestServer } from './startTestServer.js'

const fresh = demoUsers.fresh.address
const digits = fresh.slice(2)
const optedOut = `0x${'0d'.repeat(20)}` as Address
const flaggedOnly = `0x${'f1'.repeat(20)}` as Address
const flaggedAndOptedOut = `0x${'f2'.repeat(20)}` as Address
const linked = `0x${'f3'.repeat(20)}` as Address
const unknown = `0x${'a5'.repeat(20)}`

let server: TestServer
let creditId: string

beforeAll(async () => {
  server = await startTestServer({ seed: true })
  await insertUser(server, optedOut, { optedOut: true })
  await insertUser(server, flaggedOnly, { known: false, flag: 'One person.', ip: '203.0.113.7', linked: [linked] })
  await insertUser(server, flaggedAndOptedOut, { optedOut: true, flag: 'Two persons.' })
  creditId = JSON.parse((await get(`/users/${fresh}/credits`)).body).credits[0].id
})
afterAll(async () => {
  expectNothingGivenAway(server)
  await server.stop()
})

const get = (path: string, ...headers: string[]) => ask(server, 'GET', path, headers)

describe('the status filter', () => {
  const allowed = ['AVAILABLE', 'PARTIALLY_USED']
  const credits = (query: string) => get(`/users/${demoUsers.partlyUsed.address}/credits${query}`)

  test.each([
    'status=FOO',
    'status=available',
    'status=USED',
    'status=EXPIRED',
    'status=',
    'status',
    'status=AVAILABLE%20',
    'status=AVAILABLE+',
    'status=AVAILABLE%00',
    'status=%zz',
    'status=%C3%28',
    'status=AVAILABLE;status=AVAILABLE',
    'status=toString',
  ])('row 4: ?%s is INVALID_STATUS and lists what is allowed', async (query) => {
    expectError(await credits(`?${query}`), 'INVALID_STATUS', { details: { parameter: 'status', allowed } })
  })

  test.each([
    'status=AVAILABLE,PARTIALLY_USED',
    'status[]=AVAILABLE',
    'status%5B%5D=AVAILABLE',
    'status[0]=AVAILABLE',
    'status[a][b]=AVAILABLE',
    'status[=AVAILABLE',
    'status=AVAILABLE&status[]=AVAILABLE',
  ])('row 5: ?%s is INVALID_STATUS', async (query) => {
    expectError(await credits(`?${query}`), 'INVALID_STATUS', { details: { parameter: 'status', allowed } })
  })

  test.each([
    'status=AVAILABLE&status=PARTIALLY_USED',
    'status=AVAILABLE&status=AVAILABLE',
    'status=AVAILABLE&x=1&%73tatus=FOO',
    'status&status',
    'status[]=AVAILABLE&status=AVAILABLE&status=AVAILABLE',
  ])('row 5: ?%s is DUPLICATE_PARAMETER', async (query) => {
    expectError(await credits(`?${query}`), 'DUPLICATE_PARAMETER', { details: { parameter: 'status' } })
  })

  test.each([
    '?',
    '?&&=&',
    '?Status=FOO',
    '?STATUS=FOO&STATUS=BAR',
    '?xstatus[]=1',
    '?foo=1&foo=2',
    '?foo[]=1',
    '?%zz=%zz',
    '?__proto__=1&constructor[prototype]=2&__proto__[status]=FOO',
    '?limit=0;status=FOO',
    '?api_key=whatever',
    '??status=FOO',
  ])('rows 4 and 5: %s has no known parameter, so it is the whole balance', async (query) => {
    const [plain, answer] = [await credits(''), await credits(query)]
    expect(answer.status).toBe(200)
    expect(answer.body).toBe(plain.body)
  })

  test('rows 4 and 5: the other reads have no such parameter and ignore it', async () => {
    const [, stream, credit, entries] = readsOf(fresh, creditId)
    const query = '?status=FOO&status[]=1&status=BAR'
    expect((await askStream(server, stream + query)).text).toMatch(/^HTTP\/1\.1 200 /)
    for (const path of [credit, entries]) expect((await get(path + query)).status).toBe(200)
  })
})

describe('the page of a history', () => {
  const entries = (query: string) => get(`/users/${demoUsers.partlyUsed.address}/entries${query}`)
  const cursor = (place: string) => Buffer.from(place).toString('base64url')
  const place = `1773619200250.2.${noCredit}`

  test.each([
    'limit=0',
    'limit=101',
    'limit=-1',
    'limit=%2B5',
    'limit=05',
    'limit=5.0',
    'limit=5e0',
    'limit=0x5',
    'limit=5%20',
    'limit=5+',
    'limit=5%00',
    'limit=%D9%A5',
    'limit=99999999999999999999',
    'limit=NaN',
    'limit=all',
    'limit=null',
    'limit=',
    'limit',
    'limit=5,5',
    'limit[]=5',
    'limit=5&limit[0]=5',
  ])('row 4: ?%s is INVALID_LIMIT', async (query) => {
    expectError(await entries(`?${query}`), 'INVALID_LIMIT', { details: { parameter: 'limit' } })
  })

  test.each([
    'cursor=',
    'cursor',
    'cursor=0',
    'cursor=null',
    `cursor=${place}`,
    `cursor=${cursor(place)}=`,
    `cursor=${cursor(place)}%0a`,
    `cursor=+${cursor(place)}`,
    `cursor=${cursor(place)}%00`,
    `cursor=${cursor(`${place}0`)}`,
    `cursor=${cursor(`0${place}`)}`,
    `cursor=${cursor(`253402300800000.2.${noCredit}`)}`,
    `cursor=${cursor(`1773619200250.99999999999999999999.${noCredit}`)}`,
    `cursor=${cursor(`1773619200250.-2.${noCredit}`)}`,
    `cursor=${cursor("1773619200250.2.'--")}`,
    'cursor=%zz',
    'cursor[]=x',
    `cursor=${'x'.repeat(1_500)}`,
  ])('row 4: ?%s is INVALID_CURSOR', async (query) => {
    expectError(await entries(`?${query}`), 'INVALID_CURSOR', { details: { parameter: 'cursor' } })
  })

  test.each([
    ['limit=5&limit=5', 'limit'],
    ['limit=x&%6Cimit=y', 'limit'],
    [`cursor=x&cursor=${cursor(place)}`, 'cursor'],
  ])('row 5: ?%s is DUPLICATE_PARAMETER', async (query, parameter) => {
    expectError(await entries(`?${query}`), 'DUPLICATE_PARAMETER', { details: { parameter } })
  })

  test.each(['?', '?Limit=0', '?limits=0&page=2&offset=1', '?LIMIT[]=x&before=1'])(
    'rows 4 and 5: %s has no known parameter, so it is the first page',
    async (query) => {
      expect((await entries(query)).body).toBe((await entries('')).body)
    },
  )

  test('rows 4 and 5: a cursor from before all and one from after all are places like any other', async () => {
    const first = await entries('?limit=100')
    expect((await entries(`?limit=100&cursor=${cursor(`253402300799999.1.${noCredit}`)}`)).body).toBe(first.body)
    const last = await entries(`?cursor=${cursor(`0.0.${noCredit}`)}`)
    expect(last.body).toBe('{"entries":[],"nextCursor":null}')
  })
})

describe('the address', () => {
  const spellings = {
    'lower-case': fresh as string,
    'with its checksum': checksumAddress(fresh),
    'ALL CAPS': `0x${digits.toUpperCase()}`,
  }

  test.each(Object.entries(spellings))('row 6: %s is one user', async (_, spelling) => {
    const [expected, answer] = [await get(`/users/${fresh}/credits`), await get(`/users/${spelling}/credits`)]
    expect(answer.status).toBe(200)
    expect(answer.body).toBe(expected.body)
    expect(answer.headers['etag']).toBe(expected.headers['etag'])
    expect((await get(`/users/${spelling}/entries`)).body).toBe((await get(`/users/${fresh}/entries`)).body)
    const credit = await get(`/users/${spelling}/credits/${creditId}`)
    expect(JSON.parse(credit.body)).toEqual(JSON.parse(expected.body).credits[0])
    const { text } = await askStream(server, `/users/${spelling}/credits/stream`)
    expect(text).toMatch(/^HTTP\/1\.1 200 /)
    expect(await server.knex('users').whereRaw('lower(address) = ?', fresh)).toHaveLength(1)
  })

  test('row 7: a wrong checksum reads fine', async () => {
    // One letter of the checksummed spelling turned round.
    const wrong = checksumAddress(fresh).replace(/[a-fA-F](?=[^a-fA-F]*$)/, (letter) =>
      letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
    )
    expect(hasValidChecksum(wrong)).toBe(false)
    const [credits, , credit, entries] = readsOf(wrong, creditId)
    for (const path of [credits, credit, entries]) {
      expect((await get(path)).body).toBe((await get(path.replace(wrong, fresh))).body)
    }
    expect((await askStream(server, `/users/${wrong}/credits/stream`)).text).toMatch(/^HTTP\/1\.1 200 /)
  })

  test.each([
    ['0X before it', `0X${digits}`],
    ['no 0x', digits],
    ['39 digits', fresh.slice(0, -1)],
    ['41 digits', `${fresh}0`],
    ['no digit of hex', `0x${'g'.repeat(40)}`],
    ['an ENS name', 'vitalik.eth'],
    ['a Cyrillic а', `0x${encodeURIComponent('а')}${digits.slice(1)}`],
    ['full-width digits', `0x${encodeURIComponent('１'.repeat(40))}`],
    ['a line feed behind it', `${fresh}%0a`],
    ['CR LF behind it', `${fresh}%0D%0A`],
    ['a NUL behind it', `${fresh}%00`],
    ['a NUL before it', `%00${fresh}`],
    ['a space behind it', `${fresh}%20`],
    ['a plus behind it', `${fresh}+`],
    ['an encoded slash inside', `${fresh}%2Fcredits`],
    ['an encoded slash behind it', `${fresh}%2f`],
    ['an encoded percent sign', `0x${digits.slice(0, -1)}%2531`],
    ['an encoded query', `${fresh}%3Fstatus=AVAILABLE`],
    ['a U+2028 behind it', `${fresh}%E2%80%A8`],
    ['dots', '..'],
    ['encoded dots', '%2e%2e'],
    ['a template', '%7Baddress%7D'],
    ['SQL', `${fresh}'--`],
    ['a property of every object', '__proto__'],
  ])('row 8: %s is INVALID_ADDRESS on every read', async (_, address) => {
    for (const path of readsOf(address)) {
      expectError(await get(path), 'INVALID_ADDRESS', { details: { parameter: 'address' } })
    }
  })

  test('row 8: raw bytes above ASCII are no HTTP', async () => {
    const answer = await send(server, [`GET /users/0x\xd0\xb0${digits.slice(1)}/credits HTTP/1.1`, 'Host: localhost'])
    expectError(answer, 'MALFORMED_REQUEST', { parsed: false })
    expect(answer.headers['connection']).toBe('close')
  })

  test.each(['0%78', '%30x', '%30%78'])('row 9: %s… is a legal spelling of 0x…', async (prefix) => {
    const expected = await get(`/users/${fresh}/credits`)
    expect((await get(`/users/${prefix}${digits}/credits`)).body).toBe(expected.body)
    expect(
      (await get(`/users/${prefix}${digits}/credits/%${creditId.charCodeAt(0).toString(16)}${creditId.slice(1)}`))
        .status,
    ).toBe(200)
    const { text } = await askStream(server, `/users/${prefix}${digits}/credits/stream`)
    expect(text).toMatch(/^HTTP\/1\.1 200 /)
  })

  test.each(['%zz', '%C3%28', '%', '%4', '%ff', '%ED%A0%80', '%C0%AF', '%u0041'])(
    'row 9: %s in a segment is MALFORMED_PATH',
    async (bad) => {
      for (const path of [...readsOf(bad), ...readsOf(`${fresh}${bad}`), `/users/${fresh}/credits/${bad}`]) {
        expectError(await get(path), 'MALFORMED_PATH')
      }
      expectError(await get(`/docs/${bad}`), 'MALFORMED_PATH')
    },
  )

  test.each([
    'zz',
    'STREAM',
    'Stream',
    '%73tream',
    'stream.',
    noCredit.replaceAll('-', ''),
    `{${noCredit}}`,
    `urn:uuid:${noCredit}`,
    `${noCredit}%0a`,
    `${noCredit}%00`,
    `${noCredit}0`,
  ])('row 8, for the credit: %s is INVALID_CREDIT_ID', async (id) => {
    const answer = await get(`/users/${fresh}/credits/${id}`)
    expectError(answer, 'INVALID_CREDIT_ID', { details: { parameter: 'id' } })
  })
})

describe('who is asked for', () => {
  test.each([
    ['row 10: the zero address', `0x${'0'.repeat(40)}`],
    ['row 10: the credits manager on Polygon', String(creditsManagers[137])],
    ['row 10: the credits manager on Amoy', String(creditsManagers[80002])],
    ['row 31: an unknown user', unknown],
    ['row 31: an unknown user in capitals', `0x${unknown.slice(2).toUpperCase()}`],
    ['row 31: a user who opted out', optedOut as string],
  ])('%s is USER_NOT_FOUND on every read, as JSON whatever Accept says', async (_, address) => {
    const [credits, stream, credit, entries] = readsOf(address)
    for (const path of [credits, credit, entries]) {
      expectError(await get(path), 'USER_NOT_FOUND')
      expectError(await get(path, 'Accept: application/json'), 'USER_NOT_FOUND')
      expectError(await ask(server, 'HEAD', path), 'USER_NOT_FOUND', { head: true })
    }
    for (const accept of ['text/event-stream', 'text/*', '*/*']) {
      expectError(await get(stream, `Accept: ${accept}`), 'USER_NOT_FOUND')
    }
    expectError(await get(stream, 'Last-Event-ID: x.1.0'), 'USER_NOT_FOUND')
    expectError(await ask(server, 'HEAD', stream), 'USER_NOT_FOUND', { head: true })
  })

  test('row 31: asking for a user makes none', async () => {
    expect(await server.knex('users').where({ address: unknown })).toEqual([])
  })

  test("row 31: a credit nobody has, and another user's, are CREDIT_NOT_FOUND", async () => {
    expectError(await get(`/users/${fresh}/credits/${noCredit}`), 'CREDIT_NOT_FOUND')
    expectError(await get(`/users/${demoUsers.allUsed.address}/credits/${creditId}`), 'CREDIT_NOT_FOUND')
  })

  test.each([
    ["the demo's flagged user", demoUsers.flagged.address, undefined],
    ['a user who is only flagged', flaggedOnly, 'One person.'],
    ['a flagged user who opted out', flaggedAndOptedOut, 'Two persons.'],
  ])('row 30: %s is 401 on every read, as JSON whatever Accept says', async (_, address, reason) => {
    const [credits, stream, credit, entries] = readsOf(address)
    for (const path of [credits, stream, credit, entries]) {
      const answer = await get(path)
      expectFlagged(answer, reason)
      expect(answer.text).not.toMatch(/203\.0\.113\.7|linkedAddresses|f3f3f3|"ip"/)
      const head = await ask(server, 'HEAD', path)
      expect({ status: head.status, body: head.body }).toEqual({ status: 401, body: '' })
    }
    expectFlagged(await get(stream, 'Accept: text/event-stream'), reason)
    expectFlagged(await get(credits, 'Accept: application/*'), reason)
    expectFlagged(await get(`${credits}?status=AVAILABLE`), reason)
  })
})

describe('the path', () => {
  const [credits, stream, credit, entries] = readsOf(fresh)

  test.each([
    ...[credits, stream, credit, entries, '/openapi.json', '/openapi.yaml', '/docs', '/docs/reference.js'].flatMap(
      (path) => [
        `${path}/`,
        `/${path}`,
        `${path}//`,
        path.toUpperCase().replace(/0X/, '0x'),
        path.replace(/^\/./, (start) => start.toUpperCase()),
      ],
    ),
    credits.replace('/credits', '//credits'),
    credits.replace('/credits', '/Credits'),
    credits.replace('/users/', '/users//'),
    credits.replace('users', '%75sers'),
    credits.replace('/users/', '/users%2F'),
    stream.replace('/stream', '//stream'),
    `${stream}/x`,
    '/users//credits',
    '/user',
    '/users/',
    `/users/${fresh}/`,
    `/users/${fresh}/credit`,
    `/./users/${fresh}/credits`,
    `/x/../users/${fresh}/credits`,
    `${credits};a=b`,
    `${credits}.json`,
    `${credits}%20`,
    `${credits}%00`,
    `/users\\${fresh}\\credits`,
    '//',
    '/index.html',
    '/health',
    '/metrics',
    '/__proto__',
    '/docs/reference.js.map',
    '/docs/..%2f..%2fpackage.json',
    '/docs/toString',
    '/%zz',
    '*',
  ])('row 11: %s is NOT_FOUND', async (path) => {
    const answer = await get(path)
    const details = /^\/docs\/[^/]+$/.test(path) ? { details: expect.objectContaining({ parameter: 'file' }) } : {}
    expectError(answer, 'NOT_FOUND', details)
    expectError(await ask(server, 'HEAD', path), 'NOT_FOUND', { head: true })
  })

  test.each(['#', '#/x', '?status=AVAILABLE#x'])(
    'row 11: %s has a fragment, which no request has',
    async (fragment) => {
      // The URL parser behind the router would also turn these backslashes into slashes.
      for (const path of [credits, stream, `/users\\${fresh}\\credits`]) {
        expectError(await get(`${path}${fragment}`), 'MALFORMED_REQUEST')
      }
    },
  )
})
