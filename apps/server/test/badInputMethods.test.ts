import { METHODS } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoUsers } from '../src/seed/demoUsers.js'
import {
  ask,
  expectError,
  expectNothingGivenAway,
  fillPaths,
  headOf,
  lasting,
  origin,
  readsOf,
  send,
  uuid,
} from './badInputTools.js'
import { allowOf } from './contract/document.js'
import type { RawAnswer } from './sendRaw.js'
import { startTestServer, type TestServer } from './startTestServer.js'

const fresh = demoUsers.fresh.address
const [credits, stream] = readsOf(fresh)
const listedOrigin = 'https://listed.example'

let server: TestServer
/** Shares its answers with listed origins only; it has no users. */
let choosy: TestServer
let paths: string[]

beforeAll(async () => {
  server = await startTestServer({ seed: true })
  choosy = await startTestServer({ env: { CORS_ORIGINS: `https://other.example,${listedOrigin}` } })
  paths = await fillPaths(server)
})
afterAll(async () => {
  expectNothingGivenAway(server, choosy)
  await server.stop()
  await choosy.stop()
})

const get = (path: string, ...headers: string[]) => ask(server, 'GET', path, headers)

describe('HEAD and the other methods', () => {
  test('row 12: HEAD answers errors and 304 with the headers of GET and no body', async () => {
    const [unknownCredits, unknownStream] = readsOf(`0x${'a5'.repeat(20)}`)
    const cases: [path: string, ...headers: string[]][] = [
      [`${credits}?status=x`],
      ['/users/x/credits'],
      ['/users/x/entries'],
      [`/users/${fresh}/entries?limit=0`],
      [`/users/${fresh}/credits/x`],
      [unknownCredits],
      [unknownStream],
      ['/nowhere'],
      [credits, 'Accept: text/html'],
      [stream, 'Accept: application/json'],
      [credits, 'If-None-Match: *'],
    ]
    for (const [path, ...headers] of cases) {
      const asked = [...headers, 'X-Request-Id: same']
      const [head, whole] = [await ask(server, 'HEAD', path, asked), await ask(server, 'GET', path, asked)]
      expect({ status: head.status, body: head.body }, path).toEqual({ status: whole.status, body: '' })
      expect(lasting(head.headers), path).toEqual(lasting(whole.headers))
    }
  })

  test('row 12: HEAD on a stream ends at once, and its length is not said to be 0', async () => {
    const beganAtMs = performance.now()
    const answer = await ask(server, 'HEAD', stream)
    expect(performance.now() - beganAtMs).toBeLessThan(1_000)
    expect(answer.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      connection: 'close',
    })
    expect(answer.headers).not.toHaveProperty('content-length')
    // It is out of the house, not a stream that nobody reads.
    const id = answer.headers['x-request-id']
    await expect.poll(() => server.logs.some(({ requestId }) => requestId === id), { timeout: 1_000 }).toBe(true)
  })

  test.each(METHODS.filter((method) => !['GET', 'HEAD', 'OPTIONS', 'CONNECT'].includes(method)))(
    'row 14: %s is METHOD_NOT_ALLOWED, also with a body',
    async (method) => {
      const answer = await send(
        server,
        `${method} ${stream} HTTP/1.1\r\nHost: l\r\nOrigin: ${origin}\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}`,
      )
      expectError(answer, 'METHOD_NOT_ALLOWED')
      expect(answer.headers['allow']).toBe('GET, HEAD, OPTIONS')
    },
  )

  test('row 14: a method is not overridden', async () => {
    for (const header of ['X-HTTP-Method-Override: GET', 'X-HTTP-Method: GET', 'X-Method-Override: GET']) {
      expectError(await ask(server, 'PUT', `${credits}?_method=GET`, [header]), 'METHOD_NOT_ALLOWED')
    }
  })

  test('row 14: CONNECT is METHOD_NOT_ALLOWED, and the connection is closed', async () => {
    for (const target of ['example.com:443', 'localhost:80', credits]) {
      const answer = await send(server, [`CONNECT ${target} HTTP/1.1`, 'Host: localhost', 'X-Request-Id: mine'])
      expect(answer.status).toBe(405)
      expect(answer.headers).toMatchObject({
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-store',
        'x-request-id': 'mine',
        allow: 'GET, HEAD, OPTIONS',
        connection: 'close',
      })
      expect(JSON.parse(answer.body)).toEqual({
        error: expect.any(String),
        code: 'METHOD_NOT_ALLOWED',
        requestId: 'mine',
      })
    }
    const nameless = await send(server, ['CONNECT example.com:443 HTTP/1.1', 'Host: localhost'])
    expect(nameless.headers['x-request-id']).toMatch(uuid)
  })

  test('a literal segment wins over a parameter, for Allow and for HEAD too', async () => {
    const [, bad] = readsOf('nobody')
    // As a credit it would be INVALID_CREDIT_ID, with JSON acceptable and an event stream not.
    expectError(await get(stream, 'Accept: application/json'), 'NOT_ACCEPTABLE', {
      details: { available: ['text/event-stream'] },
    })
    expectError(await get(bad), 'INVALID_ADDRESS', { details: { parameter: 'address' } })
    expect((await ask(server, 'HEAD', stream)).headers['content-type']).toBe('text/event-stream')
    expect((await ask(server, 'OPTIONS', stream)).headers['allow']).toBe('GET, HEAD, OPTIONS')
    expectError(await ask(server, 'DELETE', stream), 'METHOD_NOT_ALLOWED')
  })
})

describe('OPTIONS and other origins', () => {
  const preflight = ['Access-Control-Request-Method: GET']
  const sharing = (answer: RawAnswer) =>
    Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))

  test('row 13: plain OPTIONS is 204 with Allow, no body, not stored', async () => {
    for (const path of [...paths, ...readsOf('nobody'), `${credits}?status=x`]) {
      const answer = await send(server, [`OPTIONS ${path} HTTP/1.1`, 'Host: localhost', 'Connection: close'])
      expect({ status: answer.status, body: answer.body }, path).toEqual({ status: 204, body: '' })
      expect(answer.headers).toMatchObject({
        allow: allowOf(path),
        'cache-control': 'no-store',
        'x-request-id': expect.any(String),
        'access-control-allow-origin': '*',
      })
      expect(answer.headers).not.toHaveProperty('content-type')
      expect(answer.headers).not.toHaveProperty('access-control-allow-methods')
    }
  })

  test('row 13: OPTIONS * is 204', async () => {
    const answer = await ask(server, 'OPTIONS', '*')
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 204, body: '' })
    expect(answer.headers['cache-control']).toBe('no-store')
    expectError(await get('*'), 'NOT_FOUND')
  })

  test('row 13: a preflight is allowed what rules.md says, and no credentials', async () => {
    const asked = 'content-type, x-identity-auth-chain-0,X-Identity-Timestamp, x-evil'
    for (const path of paths) {
      const answer = await ask(server, 'OPTIONS', path, [...preflight, `Access-Control-Request-Headers: ${asked}`])
      expect({ status: answer.status, body: answer.body }).toEqual({ status: 204, body: '' })
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET, HEAD',
        'access-control-max-age': '86400',
        'access-control-allow-headers':
          'Accept, Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, X-Request-Id, ' +
          'x-identity-auth-chain-0, x-identity-timestamp',
        'access-control-expose-headers': 'ETag, Retry-After, X-Request-Id, Idempotency-Replayed',
        allow: allowOf(path),
      })
      expect(answer.headers).not.toHaveProperty('access-control-allow-credentials')
    }
  })

  test('row 13: without a list an answer is the same for every origin and for none, as it says no Vary', async () => {
    for (const path of [credits, '/openapi.json', '/nowhere', `${credits}?status=x`]) {
      const plain = await send(server, [`GET ${path} HTTP/1.1`, 'Host: localhost', 'Connection: close'])
      expect(plain.headers['access-control-allow-origin'], path).toBe('*')
      expect(plain.headers).not.toHaveProperty('vary')
      expect(lasting((await get(path)).headers)).toEqual(lasting(plain.headers))
    }
  })

  test('row 13: with a list, an allowed origin is echoed and Vary says so', async () => {
    const from = [`Origin: ${listedOrigin}`]
    const answers = [
      await listed('OPTIONS', credits, [...from, ...preflight]),
      await listed('OPTIONS', stream, from),
      await listed('GET', credits, from),
      await listed('GET', '/openapi.json', from),
      await listed('GET', '/nowhere', from),
      await listed('GET', '/users/x/credits/stream', from),
      await listed('PUT', credits, from),
      await listed('GET', `/${'x'.repeat(3_000)}`, from),
    ]
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 404, 200, 404, 400, 405, 414])
    for (const { headers } of answers) {
      expect(headers).toMatchObject({
        'access-control-allow-origin': listedOrigin,
        'access-control-expose-headers': 'ETag, Retry-After, X-Request-Id, Idempotency-Replayed',
        vary: 'Origin',
      })
      expect(headers).not.toHaveProperty('access-control-allow-credentials')
    }
    expect(answers[0]?.headers).toMatchObject({
      'access-control-allow-methods': 'GET, HEAD',
      allow: allowOf(credits),
    })
  })

  test.each([
    ['another', 'https://dapp.example'],
    ['a longer', `${listedOrigin}.evil.example`],
    ['a subdomain of the', 'https://sub.listed.example'],
    ['the plain http', 'http://listed.example'],
    ['the null', 'null'],
    ['no', ''],
  ])('row 13: with a list, %s origin gets nothing', async (_, other) => {
    const from = other === '' ? [] : [`Origin: ${other}`]
    const answers = [
      await listed('OPTIONS', credits, [...from, ...preflight]),
      await listed('GET', credits, from),
      await listed('GET', '/openapi.json', from),
      await listed('GET', '/nowhere', from),
      await listed('GET', `/${'x'.repeat(3_000)}`, from),
    ]
    expect(answers.map(({ status }) => status)).toEqual([204, 404, 200, 404, 414])
    for (const answer of answers) {
      expect(sharing(answer)).toEqual([])
      expect(answer.headers['vary']).toBe('Origin')
    }
    expect(answers[0]?.headers['allow']).toBe(allowOf(credits))
  })

  const listed = (method: string, path: string, headers: readonly string[]) =>
    send(choosy, [`${method} ${path} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers])
})

describe('Accept', () => {
  test.each([
    ['application/json', 200],
    ['*/*', 200],
    ['application/*', 200],
    ['APPLICATION/JSON', 200],
    ['application/json; charset=utf-8', 200],
    ['application/json;charset=UTF-8', 200],
    ['text/html, application/json;q=0.1', 200],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 200],
    ['text/html, */*;q=0.001', 200],
    ['text/html', 406],
    ['text/*', 406],
    ['text/event-stream', 406],
    ['application/xml', 406],
    ['application/json;q=0', 406],
    ['application/json;q=0.000', 406],
    ['application/json;q=0, */*', 406],
    ['application/*;q=0, */*;q=1', 406],
    ['*/*;q=0', 406],
    ['application/json;charset=utf-16', 406],
    ['nonsense', 406],
    [',;=', 406],
  ])('row 15: credits with Accept: %s is %i', async (accept, status) => {
    const [, , credit, entries] = readsOf(fresh, await anyCredit())
    for (const path of [credits, credit, entries, '/openapi.json']) {
      const answer = await get(path, `Accept: ${accept}`)
      if (status === 406) expectError(answer, 'NOT_ACCEPTABLE', { details: { available: ['application/json'] } })
      else expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
    }
  })

  test.each([
    ['text/event-stream', 200],
    ['*/*', 200],
    ['text/*', 200],
    ['text/event-stream; charset=utf-8', 200],
    ['application/json, text/event-stream;q=0.5', 200],
    ['application/json', 406],
    ['application/*', 406],
    ['text/html', 406],
    ['text/event-stream;q=0', 406],
    ['text/event-stream;q=0, */*', 406],
    ['*/*;q=0', 406],
  ])('row 15: the stream with Accept: %s is %i', async (accept, status) => {
    if (status === 200)
      expect((await headOf(server, stream, [`Accept: ${accept}`]))['content-type']).toBe('text/event-stream')
    else {
      const answer = await get(stream, `Accept: ${accept}`)
      expectError(answer, 'NOT_ACCEPTABLE', { details: { available: ['text/event-stream'] } })
    }
  })

  test('row 15: without Accept every path answers', async () => {
    for (const path of paths) await headOf(server, path)
  })

  test('row 15: two Accept lines are one list', async () => {
    expect((await get(credits, 'Accept: text/html', 'Accept: application/json')).status).toBe(200)
  })

  test('row 15: a path is NOT_ACCEPTABLE to whoever wants what it has not', async () => {
    for (const [path, ...available] of [
      ['/', 'text/html'],
      ['/docs', 'text/html'],
      ['/openapi.yaml', 'application/yaml'],
      ['/docs/reference.js', 'text/javascript', 'text/css'],
    ] as const) {
      expectError(await get(path, 'Accept: application/json'), 'NOT_ACCEPTABLE', { details: { available } })
    }
  })

  const anyCredit = async () => JSON.parse((await get(credits)).body).credits[0].id as string
})
