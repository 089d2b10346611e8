import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createHttpServer } from '../src/http/createHttpServer.js'
import { demoUsers } from '../src/seed/demoUsers.js'
import {
  ask,
  type Connection,
  expectError,
  expectNothingGivenAway,
  openConnection,
  readsOf,
  send,
} from './badInputTools.js'
import { startTestServer, type TestServer } from './startTestServer.js'

const [credits, stream] = readsOf(demoUsers.fresh.address)
const [thousand, thousandStream] = readsOf(demoUsers.thousand.address)
const host = 'Host: localhost'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer({ seed: true, env: { HEARTBEAT_MS: '100' } })
})
afterAll(async () => {
  expect((await ask(server, 'GET', credits)).status).toBe(200)
  expectNothingGivenAway(server)
  await server.stop()
})

const request = (path: string, ...headers: string[]) =>
  `${[`GET ${path} HTTP/1.1`, host, ...headers].join('\r\n')}\r\n\r\n`

/** The status of each answer in what has come; it is only right if no body says HTTP/1.1. */
const statuses = (connection: Connection) =>
  [...connection.text().matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))

const untilClosed = (connection: Connection, timeout = 1_000) => expect.poll(connection.closed, { timeout }).toBe(true)

async function openStreamOf(path = stream, headers: readonly string[] = []): Promise<Connection> {
  const connection = openConnection(server)
  connection.write(request(path, ...headers))
  await expect.poll(connection.text).toMatch(/\ndata: \{"credits"/)
  return connection
}

describe('many requests on one connection', () => {
  test('row 36: 1,200 pipelined requests get 1,000 answers in order, the last one saying that it is', async () => {
    const connection = openConnection(server)
    const [unknown] = readsOf(`0x${'a5'.repeat(20)}`)
    // Some wait for the database, most do not, and none overtakes.
    const paths = [
      '/nowhere',
      unknown,
      '/users/x/credits',
      '/nowhere',
      '/nowhere',
      credits.replace('/credits', '/credits?status=x'),
    ]
    connection.write(
      Array.from({ length: 1_200 }, (_, n) => request(paths[n % 6] ?? '', `X-Request-Id: n-${n}`)).join(''),
    )
    await untilClosed(connection, 10_000)

    const expected = [404, 404, 400, 404, 404, 400]
    expect(statuses(connection)).toEqual(Array.from({ length: 1_000 }, (_, n) => expected[n % 6]))
    const ids = [...connection.text().matchAll(/\r\nX-Request-Id: n-(\d+)\r\n/g)].map(([, n]) => Number(n))
    expect(ids).toEqual(Array.from({ length: 1_000 }, (_, n) => n))
    expect(connection.text().match(/\r\nConnection: close\r\n/g)).toHaveLength(1)
    expect(connection.text().lastIndexOf('Connection: close')).toBeGreaterThan(connection.text().lastIndexOf('n-998'))
  })

  test('row 36: 20 clients pipeline 50 reads each and leave after the first byte', async () => {
    const connections = Array.from({ length: 20 }, () => openConnection(server))
    for (const connection of connections) connection.write(request(credits).repeat(50))
    await Promise.all(
      connections.map(async ({ socket }) => {
        await once(socket, 'data')
        socket.destroy()
      }),
    )
    expect((await ask(server, 'GET', credits)).status).toBe(200)
  })

  test('row 36: the thousandth answer closes the connection, for who sends one by one too', async () => {
    const connection = openConnection(server)
    for (let n = 1; n <= 1_000; n += 1) {
      const answered = once(connection.socket, 'data')
      connection.write(request('/nowhere', `X-Request-Id: n-${n}`))
      await answered
    }
    await untilClosed(connection)
    expect(statuses(connection)).toEqual(Array.from({ length: 1_000 }, () => 404))
  })

  test.each([
    ['a request', request(credits)],
    ['nonsense', 'NONSENSE\r\n\r\n'],
    ['a head too large', `GET / HTTP/1.1\r\nX: ${'x'.repeat(9_000)}\r\n\r\n`],
  ])('row 36: %s behind a request that closes the connection does not cost it its answer', async (_, bytes) => {
    const connection = openConnection(server)
    connection.write(request(credits, 'Connection: close') + bytes)
    await untilClosed(connection)
    expect(statuses(connection)).toEqual([200])
    expect(connection.text()).toMatch(/\]\}$/)
  })
})

describe('what is no request', () => {
  test.each([
    ['half a request line', 'GET /use'],
    ['half a head', `GET ${credits} HTTP/1.1\r\nHost: loc`],
    ['a head without its empty line', `GET ${credits} HTTP/1.1\r\nHost: localhost\r\n`],
  ])('row 36: %s, then FIN, is MALFORMED_REQUEST', async (_, text) => {
    const connection = openConnection(server)
    connection.socket.end(text)
    await untilClosed(connection)
    expect(connection.text()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*"code":"MALFORMED_REQUEST"\}$/)
  })

  test('row 36: no byte at all, then FIN, is no matter', async () => {
    const connection = openConnection(server)
    connection.socket.end()
    await untilClosed(connection)
    expect(connection.text()).toBe('')
  })

  test('row 36: half a body, then FIN', async () => {
    const connection = openConnection(server)
    connection.socket.end(`GET ${credits} HTTP/1.1\r\n${host}\r\nContent-Length: 10\r\n\r\nabc`)
    await untilClosed(connection)
    expect(statuses(connection)).toHaveLength(1)
  })

  test.each([
    'NONSENSE\r\n\r\n',
    'GET / HTTP/1.1\r\nHost : a\r\n\r\n',
    '\x16\x03\x01',
    'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n',
    `GET / HTTP/1.1\r\nX: ${'x'.repeat(9_000)}\r\n\r\n`,
  ])('row 36: %j behind a request is not answered in its place', async (garbage) => {
    const connection = openConnection(server)
    connection.write(request(credits) + garbage)
    await untilClosed(connection, 2_000)
    expect(statuses(connection).filter((status) => status !== 200)).toEqual([])
  })

  test('row 36: nonsense behind an answer that is out is answered, and the connection closed', async () => {
    const connection = openConnection(server)
    connection.write(request('/nowhere'))
    await expect.poll(() => statuses(connection)).toEqual([404])
    connection.write('NONSENSE\r\n\r\n')
    await untilClosed(connection, 2_000)
    expect(statuses(connection)).toEqual([404, 400])
  })

  test('row 36: a body that breaks is answered once', async () => {
    for (const method of ['GET', 'POST']) {
      for (const [path, pauseMs] of [
        [credits, 0],
        [credits, 100],
        ['/nowhere', 0],
        ['/nowhere', 100],
      ] as const) {
        const connection = openConnection(server)
        connection.write([`${method} ${path} HTTP/1.1`, host, 'Transfer-Encoding: chunked'])
        if (pauseMs > 0) await expect.poll(() => statuses(connection)).toHaveLength(1)
        connection.write('zz\r\nnonsense')
        await untilClosed(connection, 2_000)
        expect(statuses(connection).length, `${method} ${path} after ${pauseMs} ms`).toBeLessThanOrEqual(1)
      }
    }
  })

  test('row 36: who is refused and does not close his end is left within 2 s', async () => {
    const before = socketsOfThisProcess()
    const silent = Array.from({ length: 10 }, () => openConnection(server))
    for (const { socket } of silent) {
      socket.allowHalfOpen = true
      socket.write('NONSENSE\r\n\r\n')
    }
    for (const connection of silent) await expect.poll(connection.text).toContain('MALFORMED_REQUEST')
    expect(socketsOfThisProcess()).toBe(before + 20)
    await expect.poll(socketsOfThisProcess, { timeout: 2_000 }).toBe(before + 10)
  })
})

describe('clients that leave', () => {
  test('row 36: in the middle of the answer with a thousand credits', async () => {
    for (let round = 0; round < 3; round += 1) {
      const connection = openConnection(server)
      // More than the kernel keeps for a reader who does not read, so that the server is in the middle of it.
      connection.write(request(thousand).repeat(20))
      await once(connection.socket, 'data')
      connection.socket.pause()
      await new Promise((resolve) => setTimeout(resolve, 50))
      connection.socket.destroy()
    }
    const connection = openConnection(server)
    connection.write(request(thousand))
    connection.socket.resetAndDestroy()
    const answer = await ask(server, 'GET', thousand)
    expect(JSON.parse(answer.body).credits).toHaveLength(1_000)
  })

  const ways = {
    destroy: ({ socket }: Connection) => socket.destroy(),
    reset: ({ socket }: Connection) => socket.resetAndDestroy(),
    end: ({ socket }: Connection) => socket.end(),
  }

  test.each(Object.entries(ways))('row 36: 30 streams whose clients %s are freed within 1 s', async (_, leave) => {
    const ended = () =>
      server.logs.filter(({ operation, status }) => operation === 'getCreditsStream' && status === 200)
    const before = { ended: ended().length, sockets: socketsOfThisProcess() }
    const streams = await Promise.all(
      Array.from({ length: 30 }, async (_, n) => {
        const connection = await openStreamOf(
          n % 3 === 0 ? thousandStream : stream,
          n % 3 === 1 ? ['Connection: close'] : [],
        )
        if (n % 3 === 1) connection.write('NONSENSE')
        return connection
      }),
    )
    expect(ended()).toHaveLength(before.ended)
    expect(socketsOfThisProcess()).toBeGreaterThanOrEqual(before.sockets + 60)
    for (const connection of streams) leave(connection)
    await expect.poll(() => ended().length, { timeout: 1_000, interval: 20 }).toBe(before.ended + 30)
    await expect.poll(socketsOfThisProcess, { timeout: 1_000, interval: 20 }).toBeLessThanOrEqual(before.sockets)
  })
})

describe('an open stream whose client sends more', () => {
  test.each([
    ['nonsense', 'NONSENSE\r\n\r\n'],
    ['a header that is none', 'GET / HTTP/1.1\r\nHost : a\r\n\r\n'],
    ['a head too large', `GET / HTTP/1.1\r\nX: ${'x'.repeat(9_000)}\r\n\r\n`],
    ['zeros', '\0'.repeat(100)],
    ['CONNECT', 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a request', request('/nowhere')],
    ['a request without Host', 'GET / HTTP/1.1\r\n\r\n'],
    ['an expectation', request(credits, 'Expect: x')],
    ['a request and nonsense', `${request(credits)}NONSENSE\r\n\r\n`],
    ['a request and a head too large', `${request(credits)}GET / HTTP/1.1\r\nX: ${'x'.repeat(9_000)}\r\n\r\n`],
    ['a request and CONNECT', `${request(credits)}CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n`],
  ])('row 36: %s does not become part of the stream', async (_, bytes) => {
    const connection = await openStreamOf()
    connection.write(bytes)
    await new Promise((resolve) => setTimeout(resolve, 150))
    expectStreamOnly(connection)
  })

  test.each([
    ['nonsense', 'NONSENSE\r\n\r\n'],
    ['a request and nonsense', `${request('/nowhere')}NONSENSE\r\n\r\n`],
    [
      'a request with half a body and nonsense',
      `GET /nowhere HTTP/1.1\r\n${host}\r\nTransfer-Encoding: chunked\r\n\r\nNONSENSE`,
    ],
  ])("row 36: %s together with the stream's request does not come before or into it", async (_, bytes) => {
    const connection = openConnection(server)
    connection.write(request(stream) + bytes)
    await new Promise((resolve) => setTimeout(resolve, 150))
    if (connection.text() !== '') expectStreamOnly(connection)
  })

  test('row 36: nonsense ends it, so that the client connects anew', async () => {
    const connection = await openStreamOf()
    connection.write('NONSENSE\r\n\r\n')
    await untilClosed(connection)
    expectStreamOnly(connection)
  })

  /** One head, then chunks of frames; every line of a frame is one of the three fields. */
  function expectStreamOnly(connection: Connection): void {
    expect(statuses(connection)).toEqual([200])
    const [head = '', ...rest] = connection.text().split('\r\n\r\n')
    expect(head).toContain('Content-Type: text/event-stream')
    const lines = rest
      .join('\r\n\r\n')
      .split(/\r?\n/)
      .filter((line) => line !== '' && !/^[0-9a-f]+$/.test(line))
    expect(lines.filter((line) => !/^(retry|event|id|data): /.test(line))).toEqual([])
  }
})

test('order of checks: a head that does not come is REQUEST_TIMEOUT', async () => {
  const slow = createHttpServer((_, response) => response.end('ok'), { maxConnections: 10, isStream: () => false })
  // The limits of production take 15 s; these are the ones Node reads when it listens.
  Object.assign(slow, { headersTimeout: 100, connectionsCheckingInterval: 20 })
  slow.listen(0, '127.0.0.1')
  await once(slow, 'listening')
  const address = slow.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  const answer = await send({ url }, 'GET / HTTP/1.1\r\nHost: a@b\r\nX-', 2_000)
  expectError(answer, 'REQUEST_TIMEOUT', { parsed: false })
  expect(answer.headers['connection']).toBe('close')
  slow.close()
  await once(slow, 'close')
})

/** Both ends of the connections of this file are in this process. */
function socketsOfThisProcess(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length
}
