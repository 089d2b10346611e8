import { once } from 'node:events'
import { createServer, get, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { TextFeed } from '../exports/TextFeed.js'
import { sendText } from './sendText.js'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

/** A feed of `length` pieces of 64 KiB that counts what is asked of it. */
class CountedFeed implements TextFeed {
  pulled = 0
  closed = 0
  constructor(
    readonly length: number,
    readonly failsAt = Number.POSITIVE_INFINITY,
  ) {}
  async next() {
    if (this.pulled === this.failsAt) throw new Error('lost')
    if (this.pulled === this.length) return null
    this.pulled += 1
    return 'x'.repeat(65_536)
  }
  async close() {
    this.closed += 1
  }
}

/** Serves the feed to one client, who has the head of the answer and has read nothing of its body. */
async function serve(feed: TextFeed, patienceMs?: number) {
  const errors: unknown[] = []
  let over: Promise<void> = Promise.resolve()
  const server = createServer((_, response) => {
    const options = { onError: (error: unknown) => void errors.push(error) }
    over = sendText(response, feed, patienceMs === undefined ? options : { ...options, patienceMs })
  })
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const request = get(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  return { answer, errors, over: () => over }
}

async function readAll(answer: IncomingMessage): Promise<number> {
  let length = 0
  for await (const part of answer) length += part.length
  return length
}

describe('sendText', () => {
  test('default: every piece in its turn, then the end, and the feed is given back once', async () => {
    const feed = new CountedFeed(300)
    const { answer, over } = await serve(feed)
    expect(await readAll(answer)).toBe(300 * 65_536)
    await over()
    expect([feed.pulled, feed.closed, answer.complete]).toEqual([300, 1, true])
  })

  test('behavior: nothing is asked for while the client takes nothing, and all of it comes when it does', async () => {
    const feed = new CountedFeed(2_000)
    const { answer, over } = await serve(feed)
    let before = -1
    const isStill = () => {
      const wasThere = before
      before = feed.pulled
      return wasThere === before
    }
    await expect.poll(isStill, { interval: 200, timeout: 10_000 }).toBe(true)
    // 131 MB in all; what is under way fits into the buffers of two sockets.
    expect(feed.pulled).toBeLessThan(500)
    expect(await readAll(answer)).toBe(2_000 * 65_536)
    await over()
    expect(feed.closed).toBe(1)
  })

  test('behavior: a client that has gone gives the feed back, in the middle of a wait too', async () => {
    const feed = new CountedFeed(2_000)
    const { answer, errors, over } = await serve(feed)
    await expect.poll(() => feed.pulled).toBeGreaterThan(10)
    answer.destroy()
    await over()
    expect([feed.closed, errors]).toEqual([1, []])
    expect(feed.pulled).toBeLessThan(500)
  })

  test('behavior: a client that takes nothing for too long is cut', async () => {
    const feed = new CountedFeed(2_000)
    const { answer, over } = await serve(feed, 100)
    await over()
    expect(feed.closed).toBe(1)
    await expect(readAll(answer)).rejects.toThrow('aborted')
  })

  test('error: a feed that fails cuts the connection: what has come does not pass for the whole', async () => {
    const feed = new CountedFeed(20, 3)
    const { answer, errors, over } = await serve(feed)
    await expect(readAll(answer)).rejects.toThrow('aborted')
    await over()
    expect([feed.closed, answer.complete, errors]).toMatchObject([1, false, [{ message: 'lost' }]])
  })
})
