import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoUsers } from '../src/seed/demoUsers.js'
import {
  ask,
  askStream,
  expectError,
  expectNothingGivenAway,
  fillPaths,
  headOf,
  lasting,
  noCredit,
  openConnection,
  origin,
  readsOf,
  send,
  uuid,
} from './badInputTools.js'
import { startTestServer, type TestServer } from './startTestServer.js'

const fresh = demoUsers.fresh.address
const [credits, stream] = readsOf(fresh)

let server: TestServer
let paths: string[]

beforeAll(async () => {
  server = await startTestServer({ seed: true })
  paths = await fillPaths(server)
})
afterAll(async () => {
  expectNothingGivenAway(server)
  await server.stop()
})

const get = (path: string, ...headers: string[]) => ask(server, 'GET', path, headers)

describe('the size of the head', () => {
  const url = (length: number, path = credits) => `${path}?${'x'.repeat(length - path.length - 1)}`

  test.each([2_049, 4_000, 7_500])('row 3: a URL of %i bytes is URI_TOO_LONG', async (length) => {
    for (const path of [credits, stream, `${stream.replace('stream', noCredit)}`, '/docs', '/nowhere']) {
      expectError(await get(url(length, path)), 'URI_TOO_LONG')
    }
    expectError(await ask(server, 'PUT', url(length)), 'URI_TOO_LONG')
    expectError(await ask(server, 'HEAD', url(length)), 'URI_TOO_LONG', { head: true })
    expectError(await get(`/users/0x${'a'.repeat(length)}/credits`), 'URI_TOO_LONG')
    expectError(await get(`http://${'h'.repeat(length)}${credits}`), 'URI_TOO_LONG')
  })

  test('row 3: a URL of 2,048 bytes is fine', async () => {
    expect((await get(url(2_048))).status).toBe(200)
    expect((await askStream(server, url(2_048, stream))).text).toMatch(/^HTTP\/1\.1 200 /)
  })

  test.each([
    ['a URL beyond 8 KiB', [`GET ${url(8_300)} HTTP/1.1`, 'Host: localhost']],
    ['one header beyond 8 KiB', [`GET ${credits} HTTP/1.1`, 'Host: localhost', `X-Long: ${'x'.repeat(8_300)}`]],
    [
      'many headers beyond 8 KiB',
      [`GET ${credits} HTTP/1.1`, 'Host: localhost', ...Array(40).fill(`X-Long: ${'x'.repeat(300)}`)],
    ],
    [
      'a stream with a long Last-Event-ID',
      [`GET ${stream} HTTP/1.1`, 'Host: localhost', `Last-Event-ID: ${'x'.repeat(8_300)}`],
    ],
  ])('row 3: %s is HEADERS_TOO_LARGE, and the connection is closed', async (_, lines) => {
    const answer = await send(server, lines)
    expectError(answer, 'HEADERS_TOO_LARGE', { parsed: false })
    expect(answer.headers['connection']).toBe('close')
  })

  test('row 3: 64 header lines are fine, 65 and 1,900 are HEADERS_TOO_LARGE', async () => {
    // `ask` sends three lines of its own.
    const lines = (count: number) => Array<string>(count - 3).fill('a:')
    expect((await get(credits, ...lines(64))).status).toBe(200)
    for (const count of [65, 1_900]) {
      for (const path of [credits, stream, '/nowhere']) {
        expectError(await get(path, ...lines(count)), 'HEADERS_TOO_LARGE')
      }
    }
  })

  test('row 3: a header line of nearly 8 KiB is fine', async () => {
    expect((await get(credits, `X-Long: ${'x'.repeat(7_900)}`)).status).toBe(200)
  })
})

describe('Host and the absolute form', () => {
  const closing = 'Connection: close'
  const line = (path = credits) => `GET ${path} HTTP/1.1`

  test.each([
    ['no Host', []],
    ['two', ['Host: localhost', 'Host: localhost']],
    ['two that differ', ['Host: localhost', 'Host: evil.example']],
    ['two in different case', ['Host: localhost', 'HOST: localhost']],
    ['one and an empty one', ['Host: localhost', 'Host:']],
    ['an empty one', ['Host:']],
    ['a@b', ['Host: a@b']],
    ['user:password@b', ['Host: user:password@b']],
    ['a list', ['Host: a, b']],
    ['a space', ['Host: a b']],
    ['a path', ['Host: a/b']],
    ['a query', ['Host: a?b']],
    ['a fragment', ['Host: a#b']],
    ['a backslash', ['Host: a\\b']],
    ['a URL', ['Host: http://a']],
    ['a port that is none', ['Host: a:b']],
    ['a port too long', ['Host: a:123456']],
    ['two ports', ['Host: a:1:2']],
    ['an address half open', ['Host: [::1']],
    ['an address without brackets', ['Host: ::1']],
    ['markup', ['Host: <script>']],
    ['bytes above ASCII', ['Host: \xd0\xb0']],
    ['a percent sign', ['Host: a%00']],
  ])('row 32: Host, %s, is INVALID_HOST, and the connection is closed', async (_, hosts) => {
    for (const path of [credits, stream, '/']) {
      const answer = await send(server, [line(path), ...hosts, `Origin: ${origin}`])
      expectError(answer, 'INVALID_HOST')
      expect(answer.headers['connection']).toBe('close')
    }
  })

  test.each(['localhost', 'a.b-c_d:8080', '127.0.0.1:3000', '[::1]', '[::1]:3000', 'CREDITS.example.ORG:443', 'x'])(
    'row 32: Host %s is fine',
    async (host) => {
      expect((await send(server, [line(), `Host: ${host}`, closing])).status).toBe(200)
    },
  )

  test('row 32: HTTP/1.0 may leave it out, but not send two', async () => {
    const answer = await send(server, [`GET ${credits} HTTP/1.0`])
    expect(answer.status).toBe(200)
    expect(answer.body).toBe((await get(credits)).body)
    const two = await send(server, [`GET ${credits} HTTP/1.0`, 'Host: a', 'Host: b', `Origin: ${origin}`])
    expectError(two, 'INVALID_HOST')
  })

  test.each([
    'http://localhost',
    'http://evil.example:81',
    'HTTPS://evil.example',
    'http://user:secret@h',
    'ftp://h',
    'http://[::1]:80',
    'x://h',
  ])('row 32: of an absolute form with %s only the path counts', async (start) => {
    const expected = await get(`${credits}?status=AVAILABLE`)
    const answer = await get(`${start}${credits}?status=AVAILABLE`)
    expect(answer.status).toBe(200)
    expect(answer.body).toBe(expected.body)
    expect(lasting(answer.headers)).toEqual(lasting(expected.headers))
    expectError(await get(`${start}${credits}?status=x`), 'INVALID_STATUS', { details: expect.anything() })
    expectError(await get(`${start}/${credits}`), 'NOT_FOUND')
    expectError(await ask(server, 'PUT', `${start}${credits}`), 'METHOD_NOT_ALLOWED')
    expect((await get(start)).body).toBe((await get('/')).body)
    expect((await get(`${start}?status=x`)).body).toBe((await get('/')).body)
    expect((await send(server, [`GET ${start}/ HTTP/1.1`, `Origin: ${origin}`])).status).toBe(400)
  })

  test.each(['a://[', 'ftp://[x/a', 'http://[', 'http://[::1', 'http://h:99999999999', 'http://@', 'http://[]:'])(
    'row 32: %s does not end the process',
    async (target) => {
      // [V] Without care the URL parser throws in a listener of the socket, where nobody catches it.
      for (const headers of [
        [`Host: localhost`],
        [],
        ['Host: a', 'Host: b'],
        ['Host: l', ...Array(70).fill('a:')],
        ['Host: l', 'Expect: x'],
      ]) {
        const answer = await send(server, [`GET ${target} HTTP/1.1`, ...headers, closing])
        expect(answer.status).toBeLessThan(500)
        expect(answer.status).toBeGreaterThan(0)
      }
      expect((await get(credits)).status).toBe(200)
    },
  )

  test('row 32: forwarded hosts, addresses and protocols change nothing', async () => {
    const spoof = [
      'X-Forwarded-Host: evil.example',
      'X-Forwarded-Host: a@b',
      'X-Forwarded-Proto: https',
      'X-Forwarded-For: 203.0.113.7',
      'Forwarded: host=evil.example;proto=https',
      'X-Original-URL: /nowhere',
      'X-Rewrite-URL: /nowhere',
    ]
    for (const path of ['/', '/openapi.json', credits, '/nowhere']) {
      const [plain, spoofed] = [await get(path), await get(path, ...spoof)]
      expect(spoofed.status).toBe(plain.status)
      expect(lasting(spoofed.headers)).toEqual(lasting(plain.headers))
      expect(spoofed.text).not.toContain('evil')
      if (plain.status === 200) expect(spoofed.body).toBe(plain.body)
    }
  })
})

describe('conditions, ranges, expectations, upgrades', () => {
  test('row 35: a Range is ignored', async () => {
    const plain = await get(credits)
    for (const range of ['bytes=0-9', 'bytes=-5', 'bytes=9-0', 'bytes=0-0,2-3', 'x']) {
      const answer = await get(credits, `Range: ${range}`, 'If-Range: "x"')
      expect(answer.status).toBe(200)
      expect(answer.body).toBe(plain.body)
      expect(answer.headers).not.toHaveProperty('content-range')
    }
    expect((await headOf(server, stream, ['Range: bytes=0-9']))['content-type']).toBe('text/event-stream')
  })

  test('row 35: If-None-Match', async () => {
    const { headers, body } = await get(credits)
    const etag = headers['etag'] ?? ''
    for (const value of ['*', etag, `W/${etag}`, `"a", ${etag}`, `"a",${etag},"b"`]) {
      for (const query of ['', '?status=PARTIALLY_USED']) {
        const answer = await get(credits + query, `If-None-Match: ${value}`)
        expect({ status: answer.status, body: answer.body }, value).toEqual({ status: 304, body: '' })
        const { 'content-type': type, 'content-length': length, ...kept } = lasting(headers)
        expect(lasting(answer.headers)).toEqual(kept)
        expect(answer.headers).toMatchObject({ 'cache-control': 'no-cache', 'access-control-allow-origin': '*', etag })
      }
    }
    for (const value of ['"a"', '""', '', etag.slice(1, -1), `${etag}x`, 'W/*', '"*"', ',']) {
      const answer = await get(credits, `If-None-Match: ${value}`)
      expect([answer.status, answer.body], value).toEqual([200, body])
    }
    expect((await get(credits, 'If-None-Match: "a"', `If-None-Match: ${etag}`)).status).toBe(304)
  })

  test('row 35: conditions that no answer has are ignored', async () => {
    const future = 'Fri, 31 Dec 2100 00:00:00 GMT'
    for (const header of [`If-Modified-Since: ${future}`, 'If-Match: "x"', `If-Unmodified-Since: x`]) {
      expect((await get(credits, header)).status).toBe(200)
    }
    for (const path of paths.filter((path) => path !== credits)) await headOf(server, path, ['If-None-Match: *'])
  })

  test.each(['x', '200-ok'])('row 35: Expect: %s is EXPECTATION_FAILED', async (expectation) => {
    for (const path of [credits, stream, '/', '/nowhere']) {
      expectError(await get(path, `Expect: ${expectation}`), 'EXPECTATION_FAILED')
      expectError(await ask(server, 'HEAD', path, [`Expect: ${expectation}`]), 'EXPECTATION_FAILED', { head: true })
    }
    const posted = await send(server, [
      `POST ${credits} HTTP/1.1`,
      'Host: l',
      `Origin: ${origin}`,
      'Connection: close',
      `Expect: ${expectation}`,
      'Content-Length: 4',
    ])
    expectError(posted, 'EXPECTATION_FAILED')
  })

  test('row 35: Expect: 100-continue is met, and ignored in HTTP/1.0', async () => {
    for (const value of ['100-continue', '100-Continue']) {
      const answer = await get(credits, `Expect: ${value}`)
      expect(answer.text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/)
    }
    expect((await send(server, [`GET ${credits} HTTP/1.0`, 'Expect: x'])).status).toBe(200)
  })

  test.each([
    ['h2c', ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA']],
    [
      'websocket',
      [
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ],
    ],
    ['TLS/1.0', ['Connection: upgrade', 'Upgrade: TLS/1.0']],
  ])('row 35: Upgrade: %s is ignored and the connection goes on', async (_, headers) => {
    const connection = openConnection(server)
    connection.write([`GET ${credits} HTTP/1.1`, 'Host: localhost', ...headers])
    await expect.poll(() => connection.text()).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*\}$/)
    connection.write(['GET /nowhere HTTP/1.1', 'Host: localhost'])
    await expect.poll(() => connection.text()).toMatch(/\}HTTP\/1\.1 404 Not Found/)
  })

  test.each([
    ['the start of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['the start of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['a header without a colon', 'GET / HTTP/1.1\r\nHost: l\r\nnonsense\r\n\r\n'],
    ['a space before the colon', 'GET / HTTP/1.1\r\nHost : l\r\n\r\n'],
    ['a folded header', 'GET / HTTP/1.1\r\nHost: l\r\nX: a\r\n b\r\n\r\n'],
    ['a NUL in a header', 'GET / HTTP/1.1\r\nHost: l\r\nX: a\0b\r\n\r\n'],
    ['two lengths', 'GET / HTTP/1.1\r\nHost: l\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
    ['a length and chunks', 'GET / HTTP/1.1\r\nHost: l\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n'],
  ])('row 35: %s is MALFORMED_REQUEST, and the connection is closed', async (_, text) => {
    const answer = await send(server, text)
    expectError(answer, 'MALFORMED_REQUEST', { parsed: false })
    expect(answer.headers['connection']).toBe('close')
  })
})

describe('the request id', () => {
  test('a plain one of the caller is kept, on every kind of answer', async () => {
    const long = 'a'.repeat(64)
    const cases: [method: string, path: string, status: number, ...headers: string[]][] = [
      ['GET', credits, 200],
      ['HEAD', credits, 200],
      ['HEAD', stream, 200],
      ['GET', '/openapi.json', 200],
      ['OPTIONS', credits, 204],
      ['OPTIONS', '*', 204],
      ['GET', credits, 304, 'If-None-Match: *'],
      ['GET', '/users/x/credits', 400],
      ['GET', credits, 400, 'Host: again'],
      ['GET', `/users/${demoUsers.flagged.address}/credits`, 401],
      ['GET', '/nowhere', 404],
      ['PUT', credits, 405],
      ['GET', credits, 406, 'Accept: x/y'],
      ['GET', `/${'x'.repeat(3_000)}`, 414],
      ['GET', credits, 417, 'Expect: x'],
      ['GET', credits, 431, ...Array<string>(70).fill('a:')],
    ]
    for (const [method, path, status, ...headers] of cases) {
      for (const id of ['Abc-123', long]) {
        const answer = await ask(server, method, path, [...headers, `X-Request-Id: ${id}`])
        expect([answer.status, answer.headers['x-request-id']]).toEqual([status, id])
        if (status >= 400) expect(JSON.parse(answer.body).requestId).toBe(id)
      }
    }
  })

  test.each(['a'.repeat(65), 'a b', 'a_b', 'a.b', 'a\tb', '', '\xe9', '<b>', '{"a":1}', 'a%0ab'])(
    'another, such as "%s", is replaced by a uuid',
    async (id) => {
      for (const path of [credits, '/nowhere']) {
        expect((await get(path, `X-Request-Id: ${id}`)).headers['x-request-id']).toMatch(uuid)
      }
    },
  )

  test('two are none', async () => {
    expect((await get(credits, 'X-Request-Id: a', 'X-Request-Id: b')).headers['x-request-id']).toMatch(uuid)
  })
})
