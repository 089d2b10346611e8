import { connect } from 'node:net'
import { Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { grantTestCredit } from '../../test/grantTestCredit.js'
import { openStream } from '../../test/openStream.js'
import { startTestServer, type TestServer } from '../../test/startTestServer.js'
import { CreditsError } from '../errors/CreditsError.js'
import { demoUsers } from '../seed/demoUsers.js'
import { refuseStream } from '../stream/refuseStream.js'
import type { StreamFeed } from '../stream/StreamFeed.js'
import { sendFeed } from './sendFeed.js'

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
  test('behavior: a client that takes nothing is cut within 30 s, whether anything wakes its stream or not', async ({
    onTestFinished,
  }) => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const [reading, stopped] = [0, 1].map(() => {
      let take = () => {}
      const client = new Writable({
        highWaterMark: 1,
        write: (_bytes, _encoding, taken) => {
          take = taken
        },
      })
      let left = 2
      const feed: StreamFeed = {
        over: false,
        start() {},
        take: () => (left-- > 0 ? refuseStream(new CreditsError('UNAVAILABLE')).take() : null),
      }
      sendFeed(client, feed, { present: () => Buffer.alloc(10), onError: () => {} })
      return { client, take: () => take() }
    }) as [Held, Held]
    await vi.advanceTimersByTimeAsync(20_000)
    reading.take()
    await vi.advanceTimersByTimeAsync(10_000)
    expect([reading.client.destroyed, stopped.client.destroyed]).toEqual([false, true])
    // It has taken one event in all that time; the next one waits as long.
    await vi.advanceTimersByTimeAsync(20_000)
    expect(reading.client.destroyed).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })
})

type Held = { readonly client: Writable; take(): void }
