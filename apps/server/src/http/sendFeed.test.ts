import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { grantTestCredit } from '../../test/grantTestCredit.js'
import { openStream } from '../../test/openStream.js'
import { startTestServer, type TestServer } from '../../test/startTestServer.js'
import { demoUsers } from '../seed/demoUsers.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ seed: true, env: { RECONCILE_MS: '100' } })
})
afterAll(() => server.stop())

describe('sendFeed', () => {
  test('behavior: a reader that stops is offered far more than the kernel takes, misses what is outdated, ends with the latest', async () => {
    const { address } = demoUsers.thousand
    const path = `/users/${address}/credits/stream`
    const { hostname, port } = new URL(server.url)
    const slow = connect(Number(port), hostname)
    const parts: string[] = []
    slow.on('data', (part) => void parts.push(part.toString()))
    const idsOf = (text: string) => [...text.matchAll(/^id: (\S+)$/gm)].map(([, id]) => id)
    slow.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    await expect.poll(() => idsOf(parts.join('')).length, { timeout: 5_000 }).toBe(1)
    slow.pause()

    const fast = await openStream(server.url + path)
    const balances = () => fast.events.filter(({ event }) => event === undefined)
    const changes = 40
    let bytes = 0
    for (let n = 1; n <= changes; n++) {
      await grantTestCredit(server, address, { mana: '1' })
      await expect.poll(() => balances().length, { timeout: 5_000, interval: 5 }).toBe(n + 1)
      bytes += balances().at(-1)?.data.length ?? 0
    }
    fast.close()
    expect(bytes).toBeGreaterThan(16_000_000)

    slow.resume()
    const latest = balances().at(-1)?.id
    await expect.poll(() => idsOf(parts.join('')).at(-1), { timeout: 10_000 }).toBe(latest)
    expect(idsOf(parts.join('')).length).toBeLessThan(changes)
    slow.destroy()
  })
})
