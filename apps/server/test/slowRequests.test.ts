import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { rootApiKey, startTestServer, type TestServer } from './startTestServer.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ seed: true })
})
afterAll(() => server.stop())

const path = '/users/0x00000000000000000000000000000000000000a1/credits'
const slow = {
  head: ['', `GET ${path} HTTP/1.1\r\nHost: localhost\r\nX-Slow: ${'x'.repeat(200)}`],
  body: [
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${rootApiKey}\r\nIdempotency-Key: slow\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n`,
    ' '.repeat(100),
  ],
} as const

/** Sends `first` at once and the rest a byte a second; resolves with what came back when the server has closed. */
function dribble([first, rest]: readonly [string, string]): Promise<string> {
  const { hostname, port } = new URL(server.url)
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname)
    const parts: Buffer[] = []
    socket.write(first)
    let sent = 0
    const timer = setInterval(() => socket.write(rest[sent++] ?? ' '), 1_000)
    socket.on('data', (part: Buffer) => void parts.push(part))
    socket.on('error', () => {})
    socket.on('close', () => {
      clearInterval(timer)
      resolve(Buffer.concat(parts).toString())
    })
  })
}

test('E3: requests that come a byte a second are answered 408 and closed, and nobody else waits for them', async () => {
  const count = fuzzRuns(30)
  const began = performance.now()
  const answering = Promise.all(
    Array.from({ length: Math.min(count, 500) }, (_, nth) => dribble(nth % 2 === 0 ? slow.head : slow.body)),
  )
  let isOver = false
  let reads = 0
  void answering.finally(() => {
    isOver = true
  })
  while (!isOver) {
    expect((await fetch(`${server.url}/seasons`)).status).toBe(200)
    reads += 1
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  for (const answer of await answering) {
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
    expect(answer).toContain('"code":"REQUEST_TIMEOUT"')
  }
  const seconds = (performance.now() - began) / 1_000
  console.log(`E3: ${count} slow requests were ended after ${seconds.toFixed(1)} s; ${reads} reads meanwhile`)
  // 15 s for a whole request, looked at every 5 s.
  expect(seconds).toBeLessThan(15 + 5 + 5)
}, 60_000)
