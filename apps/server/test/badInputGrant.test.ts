import { randomUUID } from 'node:crypto'
import { type ErrorCode, errorCodes } from '@credits-server/contract'
import { type Address, checksumAddress, hasValidChecksum } from '@credits-server/onchain'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ask, expectNothingGivenAway, insertUser, openConnection, origin, send } from './badInputTools.js'
import { createTestKey } from './createTestKey.js'
import { newAddress } from './grantTestCredit.js'
import type { RawAnswer } from './sendRaw.js'
import { rootApiKey, startTestServer, type TestServer } from './startTestServer.js'

const flagged = `0x${'f1'.repeat(20)}` as Address
const optedOut = `0x${'0d'.repeat(20)}` as Address
const flaggedAndOptedOut = `0x${'f2'.repeat(20)}` as Address
/** A season that is over, with 10 MANA to give. No season runs. */
const seasonId = 90

let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
  await insertUser(server, flagged, { flag: 'One person.' })
  await insertUser(server, optedOut, { optedOut: true })
  await insertUser(server, flaggedAndOptedOut, { optedOut: true, flag: 'Two persons.' })
  const season = { name: 'Small', starts_at: '2020-01-06Z', ends_at: '2020-02-03Z', grace_days: 0 }
  await server.knex('seasons').insert({ ...season, id: seasonId, budget_wei: String(10n * 10n ** 18n) })
})
afterAll(async () => {
  expectNothingGivenAway(server)
  await server.stop()
})

type Fields = Record<string, unknown>

type Request = {
  readonly address?: string
  /** What stands behind the path. */
  readonly query?: string
  /** The lines that name the key, the credential and the body's type, each in place of the right one. */
  readonly key?: readonly string[]
  readonly credential?: readonly string[]
  readonly type?: readonly string[]
  /** Lines beside those. */
  readonly headers?: readonly string[]
  /** Without it the length is the body's; an empty list says none. */
  readonly length?: readonly string[]
  readonly body?: string | Buffer
}

const future = '2031-01-01T00:00:00Z'
const grant = (fields: Fields = {}): string =>
  JSON.stringify({ type: 'on-demand', amount: '12.5', reason: 'A test', expiresAt: future, ...fields })
const bearer = (key: string) => [`Authorization: Bearer ${key}`]

function write({ address = newAddress(), query = '', body = grant(), ...lines }: Request): string {
  const bytes = Buffer.from(body)
  const head = [
    `POST /users/${address}/credits${query} HTTP/1.1`,
    'Host: localhost',
    `Origin: ${origin}`,
    'Connection: close',
    ...(lines.key ?? [`Idempotency-Key: ${randomUUID()}`]),
    ...(lines.credential ?? bearer(rootApiKey)),
    ...(lines.type ?? ['Content-Type: application/json']),
    ...(lines.length ?? [`Content-Length: ${bytes.length}`]),
    ...(lines.headers ?? []),
  ]
  return `${head.join('\r\n')}\r\n\r\n${bytes.toString('latin1')}`
}

const post = (request: Request) => send(server, write(request), 5_000)

async function countRows(): Promise<Record<string, number>> {
  const tables = ['users', 'credits', 'entries', 'idempotency_keys']
  const counts = tables.map(async (table) => [table, Number((await server.knex(table).count())[0]?.['count'])])
  return Object.fromEntries(await Promise.all(counts))
}

/** Expects the plain envelope of a refusal, for no page of another origin, and that all is as it was. */
async function expectRefused(request: Request, code: ErrorCode): Promise<RawAnswer> {
  const before = await countRows()
  const answer = await post(request)
  const { status, message, remedy } = errorCodes[code]
  expect(answer.text, code).toContain(`"code":"${code}"`)
  expect(answer.status).toBe(status)
  expect(answer.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  expectUnshared(answer)
  const { details, ...plain } = JSON.parse(answer.body)
  expect(plain).toEqual({ error: `${message} ${remedy}`, code, requestId: answer.headers['x-request-id'] })
  // Only the refusal of a request that was understood is remembered for its key.
  const remembered = [409, 422, 429].includes(status) && code !== 'IDEMPOTENCY_KEY_REUSED' ? 1 : 0
  const { idempotency_keys: keys = 0, ...rows } = before
  expect(await countRows()).toEqual({ ...rows, idempotency_keys: keys + remembered })
  return answer
}

async function expectGranted(request: Request): Promise<RawAnswer> {
  const answer = await post(request)
  expect(answer.status, answer.text).toBe(201)
  expectUnshared(answer)
  return answer
}

const expectUnshared = ({ headers }: RawAnswer) =>
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([])

describe('the recipient', () => {
  test('row 7: a wrong checksum is BAD_CHECKSUM', async () => {
    const right = checksumAddress('0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed' as Address)
    for (const wrong of [right.replace('A', 'a'), right.replace('d', 'D'), `${right.slice(0, -1)}e`]) {
      expect(hasValidChecksum(wrong)).toBe(false)
      await expectRefused({ address: wrong }, 'BAD_CHECKSUM')
    }
  })

  test('row 7: lower-case, ALL CAPS and the right checksum are one user', async () => {
    const address = '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed' as Address
    const before = await countRows()
    for (const spelling of [address, `0x${address.slice(2).toUpperCase()}`, checksumAddress(address)]) {
      await expectGranted({ address: spelling })
    }
    expect(await server.knex('users').whereRaw('lower(address) = ?', address).pluck('address')).toEqual([address])
    expect(await countRows()).toMatchObject({
      users: (before['users'] ?? 0) + 1,
      credits: (before['credits'] ?? 0) + 3,
    })
  })

  test('row 10: the zero address and the manager contract are INVALID_RECIPIENT', async () => {
    const { contract } = server.issuance
    for (const address of [`0x${'0'.repeat(40)}`, contract, checksumAddress(contract)]) {
      await expectRefused({ address }, 'INVALID_RECIPIENT')
    }
  })
})

describe('the body', () => {
  const chunked = (...parts: string[]) => ({
    length: ['Transfer-Encoding: chunked'],
    body: `${parts.map((part) => `${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`).join('')}0\r\n\r\n`,
  })
  const padded = (bytes: number) => grant().padEnd(bytes)

  test.each([
    ['100,000 bytes', { body: padded(100_000) }],
    ['100,000 bytes in chunks of 1,000', chunked(...Array<string>(100).fill(' '.repeat(1_000)))],
  ])('row 18: %s are BODY_TOO_LARGE', async (_, request) => {
    const answer = await expectRefused(request, 'BODY_TOO_LARGE')
    expect(answer.headers['connection']).toBe('close')
  })

  test.each([
    ['whole', { body: padded(5_000_000) }],
    ['in chunks', chunked(...Array<string>(5_000).fill(' '.repeat(1_000)))],
  ])('row 18: 5 MB %s are answered before they have come', async (_, request) => {
    const before = await countRows()
    const connection = openConnection(server)
    connection.write(write(request))
    await vi.waitFor(() => expect(connection.closed()).toBe(true), { timeout: 5_000 })
    expect(connection.text()).toMatch(/^HTTP\/1\.1 413 .*"code":"BODY_TOO_LARGE"/s)
    expect(await countRows()).toEqual(before)
  })

  test('row 18: 16,384 bytes are not too large, whole or in chunks', async () => {
    await expectGranted({ body: padded(16_384) })
    await expectGranted(chunked(padded(16_384)))
    await expectGranted(chunked(...grant()))
  })

  test('row 18: a Content-Length that is never fulfilled has no effect', async () => {
    const before = await countRows()
    for (const body of [grant(), '']) {
      const connection = openConnection(server)
      connection.socket.end(write({ length: [`Content-Length: ${Buffer.byteLength(grant()) + 1}`], body }))
      await vi.waitFor(() => expect(connection.closed()).toBe(true), { timeout: 5_000 })
      expect(connection.text()).toMatch(/^HTTP\/1\.1 400 .*"code":"MALFORMED_REQUEST"/s)
      expect(connection.text().match(/HTTP\/1\.1/g)).toHaveLength(1)
    }
    const cut = openConnection(server)
    cut.socket.write(write({ length: ['Content-Length: 1000'] }), () => cut.socket.resetAndDestroy())
    await vi.waitFor(() => expect(cut.closed()).toBe(true))
    expect(await countRows()).toEqual(before)
  })

  test('row 18: a Content-Length that is too small cuts the JSON', async () => {
    await expectRefused({ length: [`Content-Length: ${Buffer.byteLength(grant()) - 1}`] }, 'INVALID_JSON')
  })

  test.each([
    ['Content-Length and Transfer-Encoding', ['Content-Length: 5', 'Transfer-Encoding: chunked']],
    ['Transfer-Encoding and Content-Length', ['Transfer-Encoding: chunked', 'Content-Length: 5']],
    ['two lengths', ['Content-Length: 5', 'Content-Length: 6']],
    ['twice the same length', ['Content-Length: 5', 'Content-Length: 5']],
    ['a list of lengths', ['Content-Length: 5, 5']],
    ['a length that is no number', ['Content-Length: 0x5']],
    ['a negative length', ['Content-Length: -5']],
    ['a length with a plus', ['Content-Length: +5']],
    ['a length of 30 digits', [`Content-Length: ${'9'.repeat(30)}`]],
    ['a transfer coding that does not end in chunked', ['Transfer-Encoding: chunked, gzip']],
  ])('row 18: %s is MALFORMED_REQUEST', async (_, length) => {
    const before = await countRows()
    const answer = await post({ length, body: chunked(grant()).body })
    expect(answer.text).toMatch(/^HTTP\/1\.1 400 .*"code":"MALFORMED_REQUEST"/s)
    expect(answer.headers['connection']).toBe('close')
    expect(await countRows()).toEqual(before)
  })

  test('row 19: no body and no length is INVALID_JSON', async () => {
    await expectRefused({ length: [], body: '' }, 'INVALID_JSON')
  })

  test('row 20: what looks like a key twice, in texts, is none', async () => {
    await expectGranted({ body: grant({ reason: '{"a":1,"a":2}', annotation: '"amount":"1","amount":' }) })
    await expectGranted({ body: grant({ reason: '['.repeat(200) }) })
  })
})

describe('the fields', () => {
  test('row 22: the largest amount of the chain is an amount, and one wei is not rounded', async () => {
    const largest = '115792089237316195423570985008687907853269984665640564039457.584007913129639935'
    await expectRefused({ body: grant({ amount: largest }) }, 'AMOUNT_ABOVE_LIMIT')
    const { body } = await expectGranted({ body: grant({ amount: '0.000000000000000001' }) })
    expect(JSON.parse(body).onChain.value).toBe('1')
  })

  test('row 23: above the limit, the season or the day it is refused, and refused again for that key when there is room', async () => {
    const { client, secret } = await createTestKey(server, ['credits:grant'], { dailyQuota: '5' })
    for (const [code, body, credential, makeRoom] of [
      ['AMOUNT_ABOVE_LIMIT', grant({ amount: '1000.000000000000000001' }), bearer(rootApiKey), async () => {}],
      [
        'SEASON_BUDGET_EXHAUSTED',
        grant({ amount: '10.000000000000000001', seasonId }),
        bearer(rootApiKey),
        () =>
          server
            .knex('seasons')
            .where({ id: seasonId })
            .increment('budget_wei', 10 ** 19),
      ],
      [
        'DAILY_LIMIT',
        grant({ amount: '5.000000000000000001' }),
        bearer(secret),
        () => server.knex('client_days').where({ client }).delete(),
      ],
    ] as const) {
      const request = { address: newAddress(), body, credential, key: [`Idempotency-Key: ${randomUUID()}`] }
      const first = await expectRefused(request, code)
      if (code === 'DAILY_LIMIT') expect(first.headers['retry-after']).toMatch(/^[1-9]\d{0,4}$/)
      else expect(first.headers).not.toHaveProperty('retry-after')
      await makeRoom()
      const again = await post(request)
      expect([again.status, JSON.parse(again.body).code]).toEqual([first.status, code])
      expect(again.headers['idempotency-replayed']).toBe('true')
      // What Retry-After said was true of the first answer's moment only.
      expect(again.headers).not.toHaveProperty('retry-after')
    }
    await server
      .knex('seasons')
      .where({ id: seasonId })
      .decrement('budget_wei', 10 ** 19)
  })

  test.each(['2020-01-01T00:00:00Z', '1970-01-01T00:00:00Z', '0000-01-01T00:00:00Z', '0099-12-31T23:59:59Z', 'now'])(
    'row 26: the expiry %s is EXPIRY_IN_PAST',
    async (text) => {
      const expiresAt = text === 'now' ? new Date().toISOString().replace(/\.\d+/, '') : text
      await expectRefused({ body: grant({ expiresAt }) }, 'EXPIRY_IN_PAST')
    },
  )

  test('row 26: with neither season nor expiry it is EXPIRY_REQUIRED, and any zone will do', async () => {
    await expectRefused({ body: grant({ expiresAt: undefined }) }, 'EXPIRY_REQUIRED')
    for (const [expiresAt, shown] of [
      ['2031-01-01T23:59:00+23:59', '2031-01-01T00:00:00Z'],
      ['2032-02-28T22:00:00-02:00', '2032-02-29T00:00:00Z'],
      ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59Z'],
    ]) {
      expect(JSON.parse((await expectGranted({ body: grant({ expiresAt }) })).body).expiresAt).toBe(shown)
    }
  })

  test.each([
    '😀'.repeat(256),
    'x'.repeat(256),
    'é e\u0301 ﬁ ß İ',
    "Robert'); drop table users;--",
    '{{7*7}} #{7*7} %s %00 <script>alert(1)</script> \\',
    '日本語 العربية עברית हिन्दी',
    'U+FFFD \ufffd, U+FFFF \uffff',
  ])('row 27: %s is stored as it came', async (text) => {
    const address = newAddress()
    await expectGranted({ address, body: grant({ reason: text, annotation: text }) })
    const row = await server.knex('credits').where({ address }).first('reason', 'annotation')
    expect(row).toEqual({ reason: text, annotation: text })
  })
})

describe('the key', () => {
  test.each([
    ['none', []],
    ['an empty one', ['Idempotency-Key:']],
    ['one of spaces', ['Idempotency-Key:    ']],
  ])('row 25: %s is IDEMPOTENCY_KEY_REQUIRED', async (_, key) => {
    await expectRefused({ key }, 'IDEMPOTENCY_KEY_REQUIRED')
  })

  test.each([
    ['256 characters', [`Idempotency-Key: ${'k'.repeat(256)}`]],
    ['a space', ['Idempotency-Key: a b']],
    ['a tab', ['Idempotency-Key: a\tb']],
    ['é as Latin-1', ['Idempotency-Key: é']],
    ['é as UTF-8', ['Idempotency-Key: Ã©']],
    ['twice the same', ['Idempotency-Key: k', 'Idempotency-Key: k']],
    ['two', ['Idempotency-Key: k', 'idempotency-key: l']],
    ['two empty ones', ['Idempotency-Key:', 'Idempotency-Key:']],
    ['an empty one and a good one', ['Idempotency-Key:', 'Idempotency-Key: k']],
  ])('row 25: %s is INVALID_IDEMPOTENCY_KEY', async (_, key) => {
    const answer = await expectRefused({ key }, 'INVALID_IDEMPOTENCY_KEY')
    expect(JSON.parse(answer.body).details).toEqual({ parameter: 'Idempotency-Key' })
  })

  test.each(['k'.repeat(255), '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~', '__proto__', 'constructor'])(
    'row 25: %s is a key, and has one effect',
    async (key) => {
      const request = { address: newAddress(), key: [`Idempotency-Key: ${key}`] }
      const [first, again] = [await expectGranted(request), await expectGranted(request)]
      expect(again.body).toBe(first.body)
      expect([first.headers['idempotency-replayed'], again.headers['idempotency-replayed']]).toEqual([
        undefined,
        'true',
      ])
    },
  )
})

describe('the credential', () => {
  const basic = Buffer.from(`root:${rootApiKey}`).toString('base64')

  test.each<[what: string, request: Request]>([
    ['none', { credential: [] }],
    ['an empty one', { credential: ['Authorization:'] }],
    ['a wrong key', { credential: bearer('root_00000000000000000000000000000000') }],
    ['a key cut short', { credential: bearer(rootApiKey.slice(0, -1)) }],
    ['a key and more', { credential: bearer(`${rootApiKey}0`) }],
    ['a key and a word', { credential: bearer(`${rootApiKey} x`) }],
    ['two keys in one line', { credential: bearer(`${rootApiKey}, Bearer ${rootApiKey}`) }],
    ['a key in capitals', { credential: bearer(rootApiKey.toUpperCase()) }],
    ['Bearer alone', { credential: ['Authorization: Bearer'] }],
    ['a key alone', { credential: [`Authorization: ${rootApiKey}`] }],
    ['Basic', { credential: [`Authorization: Basic ${basic}`] }],
    ['Token', { credential: [`Authorization: Token ${rootApiKey}`] }],
    ['a key above ASCII', { credential: bearer('é') }],
    ['a key of 4,000 characters', { credential: bearer('k'.repeat(4_000)) }],
    ['the key as api_key in the query', { credential: [], query: `?api_key=${rootApiKey}` }],
    ['the key as access_token in the query', { credential: [], query: `?access_token=${rootApiKey}` }],
    ['the key as Authorization in the query', { credential: [], query: `?Authorization=Bearer%20${rootApiKey}` }],
    ['the key in a cookie', { credential: [`Cookie: key=${rootApiKey}`] }],
    ['the key in X-API-Key', { credential: [`X-API-Key: ${rootApiKey}`] }],
    ['the key in Proxy-Authorization', { credential: [`Proxy-Authorization: Bearer ${rootApiKey}`] }],
  ])('row 28: %s is UNAUTHORIZED', async (_, request) => {
    const answer = await expectRefused(request, 'UNAUTHORIZED')
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer /)
    expect(JSON.parse(answer.body)).not.toHaveProperty('ok')
    expect(answer.text).not.toContain(rootApiKey)
  })

  test.each([
    ['the right one twice', [...bearer(rootApiKey), ...bearer(rootApiKey)]],
    ['a wrong one behind it', [...bearer(rootApiKey), ...bearer('x')]],
    ['a wrong one before it', [...bearer('x'), `authorization: Bearer ${rootApiKey}`]],
    ['an empty one before it', ['Authorization:', ...bearer(rootApiKey)]],
    ['an empty one behind it', [...bearer(rootApiKey), 'Authorization:']],
  ])('row 28: two Authorization lines, %s, are MALFORMED_REQUEST', async (_, credential) => {
    await expectRefused({ credential }, 'MALFORMED_REQUEST')
  })

  test('row 28: the scheme may have any case', async () => {
    await expectGranted({ credential: [`authorization: bEARER ${rootApiKey}`] })
  })

  test('row 28: keys do not get into the log', async () => {
    await post({ credential: [], query: `?api_key=${rootApiKey}` })
    await post({ credential: bearer(rootApiKey) })
    expect(JSON.stringify(server.logs)).not.toContain(rootApiKey)
  })
})

describe('the order of checks', () => {
  const noKey: Request = { key: [] }
  const noCredential: Request = { credential: [] }
  const gzip: Request = { headers: ['Content-Encoding: gzip'] }
  const plain: Request = { type: ['Content-Type: text/plain'] }
  const large = 'x'.repeat(16_385)
  const wrong = '0x5aaEB6053F3E94C9b9A09f33669435E7Ef1BeAed'
  const nobody = `0x${'0'.repeat(40)}`
  const tooMuch = '1000.000000000000000001'
  const past = '2020-01-01T00:00:00Z'

  test.each<[breaks: string, request: Request, first: ErrorCode]>([
    ['Accept and the address', { address: '0X', headers: ['Accept: text/html'] }, 'NOT_ACCEPTABLE'],
    ['Accept and the credential', { ...noCredential, headers: ['Accept: text/html'] }, 'NOT_ACCEPTABLE'],
    ['a broken segment and the key', { ...noKey, address: '%zz' }, 'MALFORMED_PATH'],
    ['the address and the key', { ...noKey, address: '0X' }, 'INVALID_ADDRESS'],
    ['the address and the credential', { ...noCredential, address: '0X' }, 'INVALID_ADDRESS'],
    ['no key and the credential', { ...noKey, ...noCredential }, 'IDEMPOTENCY_KEY_REQUIRED'],
    ['a bad key and the credential', { ...noCredential, key: ['Idempotency-Key: a b'] }, 'INVALID_IDEMPOTENCY_KEY'],
    ['a bad key and the body', { key: ['Idempotency-Key: a b'], body: '' }, 'INVALID_IDEMPOTENCY_KEY'],
    ['the credential and the encoding', { ...noCredential, ...gzip }, 'UNAUTHORIZED'],
    ['the credential and the type', { ...noCredential, ...plain }, 'UNAUTHORIZED'],
    ['the credential and the size', { ...noCredential, body: large }, 'UNAUTHORIZED'],
    ['the credential and the body', { ...noCredential, body: '' }, 'UNAUTHORIZED'],
    ['the credential and the recipient', { ...noCredential, address: nobody }, 'UNAUTHORIZED'],
    ['the encoding and the type', { ...gzip, ...plain }, 'UNSUPPORTED_ENCODING'],
    ['the encoding and the size', { ...gzip, body: large }, 'UNSUPPORTED_ENCODING'],
    ['the encoding and the body', { ...gzip, body: 'x' }, 'UNSUPPORTED_ENCODING'],
    ['the type and the size', { ...plain, body: large }, 'UNSUPPORTED_MEDIA_TYPE'],
    ['the type and the body', { ...plain, body: 'x' }, 'UNSUPPORTED_MEDIA_TYPE'],
    ['the size and the body', { body: large }, 'BODY_TOO_LARGE'],
    ['the JSON and its fields', { body: `${grant({ x: 1 })},` }, 'INVALID_JSON'],
    ['a key twice and its fields', { body: '{"x":1,"x":1}' }, 'DUPLICATE_KEY'],
    ['the body and the checksum', { address: wrong, body: grant({ amount: '0' }) }, 'INVALID_AMOUNT'],
    ['the body and the recipient', { address: nobody, body: grant({ reason: '' }) }, 'INVALID_TEXT'],
    ['the checksum and the season', { address: wrong, body: grant({ seasonId: 77 }) }, 'BAD_CHECKSUM'],
    ['the recipient and the season', { address: nobody, body: grant({ seasonId: 77 }) }, 'INVALID_RECIPIENT'],
    ['the recipient and no expiry', { address: nobody, body: grant({ expiresAt: undefined }) }, 'INVALID_RECIPIENT'],
    ['the recipient and the limit', { address: nobody, body: grant({ amount: tooMuch }) }, 'INVALID_RECIPIENT'],
    ['a flagged recipient who opted out', { address: flaggedAndOptedOut }, 'RECIPIENT_FLAGGED'],
    ['a flagged recipient and the season', { address: flagged, body: grant({ seasonId: 77 }) }, 'RECIPIENT_FLAGGED'],
    ['a flagged recipient and the expiry', { address: flagged, body: grant({ expiresAt: past }) }, 'RECIPIENT_FLAGGED'],
    ['one who opted out and the season', { address: optedOut, body: grant({ seasonId: 77 }) }, 'RECIPIENT_OPTED_OUT'],
    [
      'one who opted out and the expiry',
      { address: optedOut, body: grant({ expiresAt: past }) },
      'RECIPIENT_OPTED_OUT',
    ],
    [
      'one who opted out, though flags are allowed',
      { address: flaggedAndOptedOut, body: grant({ allowFlagged: true }) },
      'RECIPIENT_OPTED_OUT',
    ],
    ['the season and the expiry', { body: grant({ seasonId: 77, expiresAt: past }) }, 'UNKNOWN_SEASON'],
    ['the season and the limit', { body: grant({ seasonId: 77, amount: tooMuch }) }, 'UNKNOWN_SEASON'],
    ['no expiry and the limit', { body: grant({ expiresAt: undefined, amount: tooMuch }) }, 'EXPIRY_REQUIRED'],
    ['the expiry and the limit', { body: grant({ expiresAt: past, amount: tooMuch }) }, 'EXPIRY_IN_PAST'],
    ["the season's own expiry and the budget", { body: grant({ seasonId, expiresAt: undefined }) }, 'EXPIRY_IN_PAST'],
    ['the expiry and the budget', { body: grant({ seasonId, expiresAt: past, amount: '11' }) }, 'EXPIRY_IN_PAST'],
    ['the limit and the budget', { body: grant({ seasonId, amount: tooMuch }) }, 'AMOUNT_ABOVE_LIMIT'],
    [
      'the budget and nothing else',
      { body: grant({ seasonId, amount: '10.000000000000000001' }) },
      'SEASON_BUDGET_EXHAUSTED',
    ],
  ])('rows 16 to 28: of %s, the first answers', async (_, request, first) => {
    await expectRefused(request, first)
  })

  test('row 24: a key that was used is judged behind the body and before the recipient', async () => {
    const used = { address: newAddress(), key: [`Idempotency-Key: ${randomUUID()}`] }
    await expectGranted(used)
    await expectRefused({ ...used, ...noCredential }, 'UNAUTHORIZED')
    await expectRefused({ ...used, ...plain }, 'UNSUPPORTED_MEDIA_TYPE')
    await expectRefused({ ...used, body: grant({ amount: 1 }) }, 'AMOUNT_MUST_BE_STRING')
    for (const address of [wrong, nobody, flagged, optedOut]) {
      await expectRefused({ ...used, address }, 'IDEMPOTENCY_KEY_REUSED')
    }
    await expectRefused({ ...used, body: grant({ seasonId: 77 }) }, 'IDEMPOTENCY_KEY_REUSED')
    expect((await expectGranted(used)).headers['idempotency-replayed']).toBe('true')
  })
})

describe('pages of other origins', () => {
  test('rows 16 to 28: what needs a key is shared with none of them, the read of the same path is', async () => {
    const address = newAddress()
    await expectGranted({ address })
    const read = await ask(server, 'GET', `/users/${address}/credits`)
    expect(read).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': '*' } })
  })

  test.each(['POST', 'GET', 'PUT'])('rows 16 to 28: the preflight for %s names GET and HEAD only', async (method) => {
    const answer = await ask(server, 'OPTIONS', `/users/${newAddress()}/credits`, [
      `Access-Control-Request-Method: ${method}`,
      'Access-Control-Request-Headers: authorization, idempotency-key, content-type',
    ])
    expect(answer.status).toBe(204)
    expect(answer.headers['access-control-allow-methods']).toBe('GET, HEAD')
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials')
  })
})
