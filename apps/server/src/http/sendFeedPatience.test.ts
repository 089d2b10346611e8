import { Writable } from 'node:stream'
import { describe, expect, test, vi } from 'vitest'
import { CreditsError } from '../errors/CreditsError.js'
import { refuseStream } from '../stream/refuseStream.js'
import type { StreamFeed } from '../stream/StreamFeed.js'
import { sendFeed } from './sendFeed.js'

type Held = { readonly client: Writable; take(): void }

describe('sendFeed', () => {
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
