import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { newAddress } from '../../test/grantTestCredit.js'
import { startTestServer, type TestServer } from '../../test/startTestServer.js'
import { demoUsers } from '../seed/demoUsers.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ seed: true })
})
afterAll(() => server.stop())

const credits = `/users/${demoUsers.partlyUsed.address}/credits`
const get = (path: string, ...lines: string[]) =>
  `${[`GET ${path} HTTP/1.1`, 'Host: localhost', ...lines].join('\r\n')}\r\n\r\n`

type Connection = { readonly socket: Socket; text(): string; readonly closed: Promise<void> }

function open(): Connection {
  const { hostname, port } = new URL(server.url)
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true })
  const parts: Buffer[] = []
  socket.on('data', (part: Buffer) => void parts.push(part))
  socket.on('error', () => {})
  const closed = new Promise<void>((resolve) => {
    socket.on('end', () => socket.end())
    socket.on('close', () => resolve())
  })
  onTestFinished(() => void socket.destroy())
  return { socket, text: () => Buffer.concat(parts).toString(), closed }
}

const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status))

/** The stream's own head, when its first balance is there. */
async function streamHead(connection: Connection): Promise<string> {
  await expect.poll(connection.text, { timeout: 3_000 }).toMatch(/\nid: .*\ndata: .*\n\n/)
  return (
    /HTTP\/1\.1 200 OK\r\n(?:(?!HTTP\/1\.1)[\s\S])*?Content-Type: text\/event-stream[\s\S]*?\r\n\r\n/.exec(
      connection.text(),
    )?.[0] ?? ''
  )
}

describe('takeSocket', () => {
  test('default: a stream is written to the bare socket, and its body ends with the connection', async () => {
    const connection = open()
    connection.socket.write(get(`${credits}/stream`))
    const head = await streamHead(connection)
    expect(head).toContain('Connection: close\r\n')
    expect(head).not.toMatch(/transfer-encoding|content-length|keep-alive/i)
    expect(connection.text().slice(head.length)).toMatch(
      /^retry: \d+\nevent: heartbeat\ndata: .*\n\nid: .*\ndata: .*\n\n$/,
    )
  })

  test('behavior: a connection that has been kept alive for reads becomes a stream', async () => {
    const connection = open()
    for (const nth of [1, 2, 3]) {
      connection.socket.write(get(credits))
      await expect.poll(() => statuses(connection.text()).length).toBe(nth)
      await expect.poll(connection.text).toMatch(/\}$/)
    }
    connection.socket.write(get(`${credits}/stream`))
    expect(await streamHead(connection)).not.toMatch(/transfer-encoding/i)
    expect(statuses(connection.text())).toEqual([200, 200, 200, 200])
  })

  test.each([
    ['404 of an unknown user', `/users/${newAddress()}/credits/stream`, [], 404],
    ['400 of a bad address', '/users/0x1/credits/stream', [], 400],
    ['406 of who does not take it', `${credits}/stream`, ['Accept: application/json'], 406],
    ['400 of a bad Host', `${credits}/stream`, ['Host: a@b'], 400],
    ['417 of an expectation', `${credits}/stream`, ['Expect: x'], 417],
  ])('error: %s is a whole answer with its length, and ends the connection', async (_, path, lines, status) => {
    const connection = open()
    connection.socket.write(get(path, ...lines))
    await connection.closed
    expect(statuses(connection.text())).toEqual([status])
    const [head = '', body = ''] = connection.text().split('\r\n\r\n')
    expect(head).toMatch(/^Connection: close$/m)
    expect(Number(/^Content-Length: (\d+)/m.exec(head)?.[1])).toBe(Buffer.byteLength(body))
    expect(JSON.parse(body)).toHaveProperty('code')
  })

  test('behavior: a client that ends its side has its stream ended', async () => {
    const connection = open()
    connection.socket.write(get(`${credits}/stream`))
    await streamHead(connection)
    connection.socket.end()
    await connection.closed
  })

  test('behavior: a client that goes on to ask has its stream ended, unless it said that nothing would follow', async () => {
    const talking = open()
    talking.socket.write(get(`${credits}/stream`))
    await streamHead(talking)
    talking.socket.write(get(credits))
    await talking.closed
    expect(statuses(talking.text())).toEqual([200])

    const last = open()
    last.socket.write(get(`${credits}/stream`, 'Connection: close'))
    await streamHead(last)
    last.socket.write(get(credits))
    const end = await Promise.race([last.closed.then(() => 'closed'), new Promise((r) => setTimeout(r, 300, 'open'))])
    expect([end, statuses(last.text())]).toEqual(['open', [200]])
  })

  test('behavior: a request that asks for an upgrade is a request like any other', async () => {
    const connection = open()
    connection.socket.write(
      get(credits, 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'),
    )
    await expect.poll(connection.text).toMatch(/\}$/)
    expect(statuses(connection.text())).toEqual([200])
    const stream = open()
    stream.socket.write(get(`${credits}/stream`, 'Connection: Upgrade', 'Upgrade: websocket'))
    expect(statuses(await streamHead(stream))).toEqual([200])
  })

  test('behavior: behind a request that is not answered yet, a stream waits its turn', async () => {
    const connection = open()
    connection.socket.write(get(`${credits}?minVersion=999999`) + get(`${credits}/stream`))
    await streamHead(connection)
    expect(statuses(connection.text())).toEqual([200, 200])
    expect(connection.text().indexOf('application/json')).toBeLessThan(connection.text().indexOf('text/event-stream'))
  })

  test('behavior: what stands behind a stream in the same packet is not answered, and the stream is', async () => {
    const connection = open()
    connection.socket.write(get(`${credits}/stream`) + get(credits))
    expect(await streamHead(connection)).toContain('text/event-stream')
    expect(statuses(connection.text())).toEqual([200])
  })

  test('behavior: its line in the log comes when it ends, with how long it was', async () => {
    const connection = open()
    connection.socket.write(get(`${credits}/stream`, 'X-Request-Id: taken'))
    await streamHead(connection)
    await new Promise((resolve) => setTimeout(resolve, 200))
    const lines = () => server.logs.filter(({ requestId }) => requestId === 'taken')
    expect(lines()).toEqual([])
    connection.socket.destroy()
    await expect.poll(lines).toMatchObject([
      {
        method: 'GET',
        path: `${credits}/stream`,
        operation: 'getCreditsStream',
        status: 200,
        ms: expect.any(Number),
      },
    ])
    expect(Number(lines()[0]?.['ms'])).toBeGreaterThan(150)
  })
})
