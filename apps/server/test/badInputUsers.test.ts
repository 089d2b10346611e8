import { type ErrorCode, errorCodes } from '@credits-server/contract'
import { type Address, checksumAddress } from '@credits-server/onchain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectFlagged, expectNothingGivenAway, insertUser, openConnection, origin, send } from './badInputTools.js'
import { newAddress } from './grantTestCredit.js'
import type { RawAnswer } from './sendRaw.js'
import { rootApiKey, startTestServer, type TestServer } from './startTestServer.js'

const known = `0x${'0a'.repeat(20)}` as Address
const spelled = '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed' as Address
const right = checksumAddress(spelled)
const wrong = right.replace('A', 'a')

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await insertUser(server, known, {})
})
afterAll(async () => {
  expectNothingGivenAway(server)
  await server.stop()
})

type Fields = Record<string, unknown>

/** The operations with a body, each with one that it takes. */
const bodies = {
  '/flag': (fields: Fields = {}) => ({
    addresses: [newAddress()],
    type: 'captcha',
    reason: { message: 'Three wrong answers.' },
    ...fields,
  }),
  '/unflag': (fields: Fields = {}) => ({ addresses: [newAddress()], type: 'captcha', ...fields }),
  '/users': (fields: Fields = {}) => ({ address: newAddress(), ...fields }),
}
type BodyPath = keyof typeof bodies
const bodyPaths = Object.keys(bodies) as BodyPath[]
const json = (path: BodyPath, fields?: Fields) => JSON.stringify(bodies[path](fields))

/** The operations whose address stands in the path. */
const onUsers: [method: string, path: (address: string) => string][] = [
  ['DELETE', (address) => `/users/${address}`],
  ['POST', (address) => `/users/${address}/rejoin`],
  ['GET', (address) => `/users/${address}/status`],
]

type Request = {
  readonly body?: string | Buffer
  readonly lines?: readonly string[]
  readonly type?: readonly string[]
}

function write(
  method: string,
  path: string,
  { body, lines, type = ['Content-Type: application/json'] }: Request,
): string {
  const bytes = Buffer.from(body ?? '')
  const head = [
    `${method} ${path} HTTP/1.1`,
    'Host: localhost',
    `Origin: ${origin}`,
    'Connection: close',
    ...(lines ?? [`Authorization: Bearer ${rootApiKey}`]),
    ...(body === undefined ? [] : [...type, `Content-Length: ${bytes.length}`]),
  ]
  return `${head.join('\r\n')}\r\n\r\n${bytes.toString('latin1')}`
}

const ask = (method: string, path: string, request: Request = {}) => send(server, write(method, path, request), 5_000)
const post = (path: string, body: string | Buffer, rest: Request = {}) => ask('POST', path, { ...rest, body })

async function rows(): Promise<unknown> {
  const tables = ['users', 'flags', 'entries'].map((table) => server.knex(table).orderByRaw('1, 2'))
  return Promise.all(tables)
}

/** Expects the plain envelope of a refusal, for no page of another origin, and that all is as it was. */
async function expectRefused(asked: () => Promise<RawAnswer>, code: ErrorCode, details?: object): Promise<void> {
  const before = await rows()
  const answer = await asked()
  const { status, message, remedy } = errorCodes[code]
  expect(answer.text, code).toContain(`"code":"${code}"`)
  expect(answer.status).toBe(status)
  expect(answer.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  })
  expectUnshared(answer)
  const { details: told, ...plain } = JSON.parse(answer.body)
  expect(plain).toEqual({ error: `${message} ${remedy}`, code, requestId: answer.headers['x-request-id'] })
  if (details) expect(told).toMatchObject(details)
  expect(await rows()).toEqual(before)
}

function expectUnshared({ headers }: RawAnswer): void {
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
}

async function expectDone(asked: Promise<RawAnswer>): Promise<Fields> {
  const answer = await asked
  expect(answer.status, answer.text).toBe(200)
  expectUnshared(answer)
  return JSON.parse(answer.body)
}

/** Rows 8 and 9: what an address is not. */
const noAddresses = [
  spelled.replace('0x', '0X'),
  spelled.slice(0, -1),
  `${spelled}0`,
  spelled.slice(2),
  'vitalik.eth',
  `0x${'а'.repeat(40)}`,
  ` ${spelled}`,
  `${spelled}\n`,
  `${spelled}\0`,
  `0x${'g'.repeat(40)}`,
  '',
]

describe('an address in the path', () => {
  test('row 6: lower-case, ALL CAPS and checksum are one user', async () => {
    const address = newAddress()
    const spellings = [address, `0x${address.slice(2).toUpperCase()}`, checksumAddress(address)]
    for (const [method, path] of onUsers) {
      for (const spelling of spellings) expect(await expectDone(ask(method, path(spelling)))).toMatchObject({ address })
    }
    expect(await server.knex('users').whereRaw('lower(address) = ?', address).pluck('address')).toEqual([address])
  })

  test('row 7: a wrong checksum is read, but nothing is done to it', async () => {
    expect(await expectDone(ask('GET', `/users/${wrong}/status`))).toMatchObject({ address: spelled })
    await expectRefused(() => ask('DELETE', `/users/${wrong}`), 'BAD_CHECKSUM', { address: wrong })
    await expectRefused(() => ask('POST', `/users/${wrong}/rejoin`), 'BAD_CHECKSUM', { address: wrong })
  })

  test.each(noAddresses.filter(Boolean).map((text) => encodeURIComponent(text)))(
    'row 8: %s is INVALID_ADDRESS',
    async (text) => {
      for (const [method, path] of onUsers) await expectRefused(() => ask(method, path(text)), 'INVALID_ADDRESS')
    },
  )

  test('row 9: percent-encoding that is legal is the same user, and that is not is MALFORMED_PATH', async () => {
    for (const [method, path] of onUsers) {
      expect(await expectDone(ask(method, path(known.replace('0x', '0%78'))))).toMatchObject({ address: known })
      for (const bad of ['%zz', '%C3%28', '%']) {
        await expectRefused(() => ask(method, path(`${known}${bad}`)), 'MALFORMED_PATH')
      }
    }
  })

  test('row 10: the zero address and the contract have no standing', async () => {
    for (const address of [`0x${'0'.repeat(40)}`, server.issuance.contract]) {
      expect(await expectDone(ask('GET', `/users/${address}/status`))).toMatchObject({ status: 'not_registered' })
      expect(await expectDone(ask('POST', `/users/${address}/rejoin`))).toMatchObject({ version: 0 })
      expect((await ask('GET', `/users/${address}/credits`)).status).toBe(404)
    }
  })

  test('row 31: an unknown user has a status, and the public reads know nobody', async () => {
    const address = newAddress()
    expect(await expectDone(ask('GET', `/users/${address}/status`))).toEqual({
      address,
      status: 'not_registered',
      optedOutAt: null,
      version: 0,
    })
    expect(await ask('GET', `/users/${address}/credits`)).toMatchObject({ status: 404 })
  })
})

describe('addresses in a body', () => {
  test('row 6: lower-case, ALL CAPS and checksum are one user', async () => {
    const address = newAddress()
    for (const spelling of [address, `0x${address.slice(2).toUpperCase()}`, checksumAddress(address)]) {
      await expectDone(post('/flag', json('/flag', { addresses: [spelling] })))
      await expectDone(post('/users', json('/users', { address: spelling })))
    }
    expect(await server.knex('flags').where({ address }).pluck('address')).toEqual([address])
    await expectDone(post('/unflag', json('/unflag', { addresses: [`0x${address.slice(2).toUpperCase()}`] })))
    expect((await ask('GET', `/users/${address}/credits`)).status).toBe(200)
  })

  test('row 7: a wrong checksum is BAD_CHECKSUM, wherever it stands', async () => {
    for (const path of ['/flag', '/unflag'] as const) {
      const body = json(path, { addresses: [known, wrong] })
      await expectRefused(() => post(path, body), 'BAD_CHECKSUM', { address: wrong })
    }
    await expectRefused(() => post('/users', json('/users', { address: wrong })), 'BAD_CHECKSUM')
    const linked = json('/flag', { reason: { message: 'm', linkedAddresses: [known, wrong] } })
    await expectRefused(() => post('/flag', linked), 'BAD_CHECKSUM', { address: wrong })
  })

  test.each([...noAddresses, 'known%40', 7, null, true, {}, [spelled]])(
    'row 8: %j is INVALID_ADDRESS',
    async (text) => {
      for (const path of ['/flag', '/unflag'] as const) {
        const body = json(path, { addresses: [known, text] })
        await expectRefused(() => post(path, body), 'INVALID_ADDRESS', { field: 'addresses/1' })
      }
      await expectRefused(() => post('/users', json('/users', { address: text })), 'INVALID_ADDRESS', {
        field: 'address',
      })
      const linked = json('/flag', { reason: { message: 'm', linkedAddresses: [text] } })
      await expectRefused(() => post('/flag', linked), 'INVALID_ADDRESS', { field: 'reason/linkedAddresses/0' })
    },
  )

  test.each<[string, unknown]>([
    ['none', []],
    ['a thousand and one', Array.from({ length: 1_001 }, newAddress)],
    ['one twice', [spelled, newAddress(), spelled]],
    ['one in two spellings', [spelled, right]],
    ['one in caps too', [`0x${spelled.slice(2).toUpperCase()}`, spelled]],
    ['one that is no list', spelled],
    ['null', null],
    ['an object', { 0: spelled }],
  ])('row 19: a list of addresses that is %s is INVALID_ADDRESSES', async (_, addresses) => {
    for (const path of ['/flag', '/unflag'] as const) {
      await expectRefused(() => post(path, json(path, { addresses })), 'INVALID_ADDRESSES', { field: 'addresses' })
    }
  })

  test.each<[string, unknown]>([
    ['a hundred and one', Array.from({ length: 101 }, newAddress)],
    ['one in two spellings', [spelled, right]],
    ['no list', spelled],
  ])('row 19: linked addresses that are %s are INVALID_ADDRESSES', async (_, linkedAddresses) => {
    const body = json('/flag', { reason: { message: 'm', linkedAddresses } })
    await expectRefused(() => post('/flag', body), 'INVALID_ADDRESSES', { field: 'reason/linkedAddresses' })
  })

  test('row 10: the zero address and the contract are INVALID_RECIPIENT of a registration', async () => {
    const { contract } = server.issuance
    for (const address of [`0x${'0'.repeat(40)}`, contract, checksumAddress(contract)]) {
      await expectRefused(() => post('/users', json('/users', { address })), 'INVALID_RECIPIENT')
    }
  })
})

describe('a body', () => {
  test.each<[string, (text: string) => string | Buffer]>([
    ['nothing', () => ''],
    ['half of it', (text) => text.slice(0, -5)],
    ['NaN', (text) => text.replace(/"captcha"|"0x\w+"/, 'NaN')],
    ['a comma at the end', (text) => text.replace(/\}$/, ',}')],
    ['a byte order mark', (text) => `\ufeff${text}`],
    ['UTF-16', (text) => Buffer.from(text, 'utf16le')],
    ['two of them', (text) => text + text],
    ['depth 21', (text) => text.replace(/\}$/, `,"x":${'['.repeat(20)}${']'.repeat(20)}}`)],
  ])('rows 19 and 20: %s is INVALID_JSON', async (_, spoil) => {
    for (const path of bodyPaths) await expectRefused(() => post(path, spoil(json(path))), 'INVALID_JSON')
  })

  test.each(['1', '"x"', 'null', 'true', '[]', '{}'])('row 19: %s is INVALID_BODY', async (body) => {
    for (const path of bodyPaths) await expectRefused(() => post(path, body), 'INVALID_BODY')
  })

  test.each<[string, Fields]>([
    ['no addresses', { addresses: undefined }],
    ['no type', { type: undefined }],
    ['no reason', { reason: undefined }],
    ['a type of its own', { type: 'blacklist' }],
    ['a type in capitals', { type: 'CAPTCHA' }],
    ['a type that is null', { type: null }],
    ['a reason that is a text', { reason: 'Three wrong answers.' }],
    ['a reason without a message', { reason: { ip: '192.0.2.7' } }],
  ])('row 19: a flag with %s is INVALID_BODY', async (_, fields) => {
    await expectRefused(() => post('/flag', json('/flag', fields)), 'INVALID_BODY')
  })

  test('row 20: a key twice is DUPLICATE_KEY', async () => {
    for (const path of bodyPaths) {
      const twice = json(path).replace(/\}$/, ',"x":1,"x":1}')
      await expectRefused(() => post(path, twice), 'DUPLICATE_KEY')
    }
    const inside = json('/flag').replace('"message":', '"message":"m","message":')
    await expectRefused(() => post('/flag', inside), 'DUPLICATE_KEY')
  })

  test.each(['x', '', '__proto__', 'constructor', 'toString', 'addresses[]', 'Address'])(
    'row 20: the field "%s" is UNKNOWN_FIELD',
    async (name) => {
      const own = Object.getOwnPropertyNames(Object.prototype)
      for (const path of bodyPaths) {
        const body = json(path).replace(/\}$/, `,"${name}":{"polluted":true}}`)
        await expectRefused(() => post(path, body), 'UNKNOWN_FIELD', { field: name })
      }
      const inside = json('/flag').replace('"message":', `"${name}":{"polluted":true},"message":`)
      await expectRefused(() => post('/flag', inside), 'UNKNOWN_FIELD', { field: `reason/${name}` })
      expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(own)
    },
  )

  test.each([
    '',
    'x'.repeat(257),
    'a\nb',
    'a\rb',
    'a\0b',
    'a\u001bb',
    'a\u0085b',
    'a\u200bb',
    'a\u202eb',
    'a\u2028b',
    'a\ufeffb',
    'a\ud800b',
    7,
    null,
    ['m'],
  ])('row 27: the message %j is INVALID_TEXT', async (message) => {
    const body = json('/flag', { reason: { message } })
    await expectRefused(() => post('/flag', body), 'INVALID_TEXT', { field: 'reason/message' })
  })

  test('row 27: bytes that are not UTF-8 are INVALID_TEXT', async () => {
    for (const path of bodyPaths) {
      const bytes = Buffer.from(json(path).replace(/\}$/, ',"@":1}'))
      bytes[bytes.indexOf('@')] = 0xff
      await expectRefused(() => post(path, bytes), 'INVALID_TEXT')
    }
  })

  test('row 27: 256 characters of any plain text are stored and told as they are', async () => {
    for (const message of ['x'.repeat(256), '😀'.repeat(256), `'; drop table flags; --"\\`, 'Ünïcödé €']) {
      const address = newAddress()
      await expectDone(post('/flag', json('/flag', { addresses: [address], reason: { message } })))
      const list = await expectDone(ask('GET', `/admin/flags?address=${address}`))
      expect(list).toMatchObject({ flags: [{ reason: { message } }] })
      const bytes = Buffer.from((await ask('GET', `/users/${address}/credits`)).body)
      expect(JSON.parse(bytes.toString())).toMatchObject({ reason: { message } })
    }
  })

  test.each([
    '',
    'localhost',
    '999.1.1.1',
    '1.2.3',
    '1.2.3.4/24',
    '192.0.2.7:80',
    '[::1]',
    'fe80::1%eth0',
    '::g',
    ' ::1',
    7,
    null,
  ])('row 21: the ip %j is INVALID_IP', async (ip) => {
    const body = json('/flag', { reason: { message: 'm', ip } })
    await expectRefused(() => post('/flag', body), 'INVALID_IP', { field: 'reason/ip' })
  })

  test.each([
    1_900_000_000,
    '1900000000',
    '',
    '2099-01-01',
    '2099-01-01T00:00:00',
    '2099-01-01 00:00:00Z',
    '2099-01-01T00:00:00.5Z',
    '2099-01-01T00:00:00.000Z',
    '2099-02-30T00:00:00Z',
    '2099-01-01T24:00:00Z',
    '10000-01-01T00:00:00Z',
    '9999-12-31T23:59:59-01:00',
    'infinity',
    'tomorrow',
    null,
  ])('row 26: the until %j is INVALID_UNTIL', async (until) => {
    await expectRefused(() => post('/flag', json('/flag', { until })), 'INVALID_UNTIL', { field: 'until' })
  })

  test('row 26: an until that has come is UNTIL_IN_PAST, and the last of all is none', async () => {
    await expectRefused(() => post('/flag', json('/flag', { until: '2020-01-01T00:00:00Z' })), 'UNTIL_IN_PAST')
    const address = newAddress()
    await expectDone(post('/flag', json('/flag', { addresses: [address], until: '9999-12-31T23:59:59Z' })))
    const list = await expectDone(ask('GET', `/admin/flags?address=${address}`))
    expect(list).toMatchObject({ flags: [{ until: '9999-12-31T23:59:59Z', active: true }] })
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=utf-16'])(
    'row 16: %s is UNSUPPORTED_MEDIA_TYPE',
    async (type) => {
      for (const path of bodyPaths) {
        const request = { type: [`Content-Type: ${type}`] }
        await expectRefused(() => post(path, json(path), request), 'UNSUPPORTED_MEDIA_TYPE')
      }
    },
  )

  test('row 17: a compressed body is UNSUPPORTED_ENCODING', async () => {
    for (const path of bodyPaths) {
      const type = ['Content-Type: application/json', 'Content-Encoding: gzip']
      await expectRefused(() => post(path, json(path), { type }), 'UNSUPPORTED_ENCODING')
    }
  })

  test('row 18: lists may have 64 KiB and no byte more, all else 16 KiB', async () => {
    for (const [path, limit] of [
      ['/flag', 65_536],
      ['/unflag', 65_536],
      ['/users', 16_384],
    ] as const) {
      const padded = (bytes: number) => json(path).padEnd(bytes)
      await expectDone(post(path, padded(limit)))
      await expectRefused(() => post(path, padded(limit + 1)), 'BODY_TOO_LARGE', { limit })
      // The same in a chunk, whose length nobody says beforehand.
      const chunk = `${(limit + 1).toString(16)}\r\n${padded(limit + 1)}\r\n0\r\n\r\n`
      const connection = openConnection(server)
      const head = write('POST', path, {}).replace(
        '\r\n\r\n',
        '\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
      )
      connection.write(head + chunk)
      await expect
        .poll(() => connection.text(), { timeout: 5_000 })
        .toMatch(/^HTTP\/1\.1 413 .*"code":"BODY_TOO_LARGE"/s)
    }
  })

  test('row 18: a thousand addresses with all that a reason may have fit in the limit, indented too', async () => {
    const addresses = Array.from({ length: 1_000 }, newAddress)
    const linkedAddresses = Array.from({ length: 100 }, newAddress)
    const reason = { message: '😀'.repeat(256), ip: 'ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255', linkedAddresses }
    const body = JSON.stringify(
      { ...bodies['/flag'](), addresses, reason, until: '2099-01-01T00:00:00+00:00' },
      null,
      4,
    )
    await expectDone(post('/flag', body))
  })
})

describe('who asks', () => {
  test('row 28: without a key or with another one it is UNAUTHORIZED, before the body is looked at', async () => {
    const asked: [string, string, string | undefined][] = [
      ...bodyPaths.map((path) => ['POST', path, 'x'] as [string, string, string]),
      ...onUsers.map(([method, path]) => [method, path(known), undefined] as [string, string, undefined]),
      ['GET', '/admin/flags', undefined],
      ['GET', '/users', undefined],
    ]
    for (const [method, path, body] of asked) {
      for (const lines of [[], ['Authorization: Bearer x'], ['Authorization: Basic cm9vdDp4']]) {
        const request = { lines, ...(body === undefined ? {} : { body }) }
        await expectRefused(() => ask(method, path, request), 'UNAUTHORIZED')
      }
    }
  })

  test('row 30: a flagged user is told the message and nothing else, whoever asks', async () => {
    const address = newAddress()
    const reason = { message: 'One person.', ip: '203.0.113.7', linkedAddresses: [known] }
    await expectDone(post('/flag', json('/flag', { addresses: [address], type: 'multi-account', reason })))
    for (const path of ['credits', 'credits/stream', 'entries']) {
      expectFlagged(await ask('GET', `/users/${address}/${path}`), 'One person.')
      expectFlagged(await ask('GET', `/users/${address}/${path}`, { lines: [] }), 'One person.')
    }
  })

  test('row 13: a page of another origin may ask for none of it', async () => {
    for (const path of [...bodyPaths, '/admin/flags', `/users/${known}`, `/users/${known}/rejoin`]) {
      const lines = ['Access-Control-Request-Method: POST', 'Access-Control-Request-Headers: authorization']
      const answer = await ask('OPTIONS', path, { lines })
      expect(answer.status).toBe(204)
      expectUnshared(answer)
    }
  })
})
