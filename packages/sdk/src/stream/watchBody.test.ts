import { describe, expect, test } from 'vitest'
import { balance, event, heartbeat } from '../../test/frames.js'
import { type FakeWatch, pass, useFakeClock } from '../../test/watchOnFakeClock.js'

const watchOne = useFakeClock()

/** Lets time pass, doing something every so often, until the stream is given up; tells how much. */
async function untilLost({ states }: FakeWatch, every = () => {}): Promise<number> {
  const fromMs = performance.now()
  while (states.at(-1)?.name !== 'reconnecting' && performance.now() - fromMs < 600_000) {
    every()
    await pass(250)
  }
  return performance.now() - fromMs
}

describe('watchBody', () => {
  test('default: a stream on which no byte comes is broken off after two and a half assumed intervals', async () => {
    const watch = await watchOne()
    watch.network.latest.send()
    expect(await untilLost(watch)).toBe(37_500)
    expect(watch.network.latest.isGone).toBe(true)
    expect(watch.states.at(-1)).toMatchObject({ reason: 'silence' })
  })

  test.each([400, 15_000, 60_000])(
    'behavior: after two and a half of %i ms, once that is announced',
    async (intervalMs) => {
      const watch = await watchOne()
      watch.network.latest.send(heartbeat({ intervalMs }))
      await pass(0)
      expect(await untilLost(watch)).toBe(intervalMs * 2.5)
    },
  )

  test.each([
    ['comments', ': padding\n'],
    ['empty lines', '\n'],
    ['bytes of a line that never ends', 'x'],
    ['balances', balance('e.1.0')],
    ['events it does not know', event('of the future', {})],
  ])('behavior: %s do not stand in for heartbeats', async (_, padding) => {
    const watch = await watchOne()
    watch.network.latest.send(heartbeat({ intervalMs: 1_000 }))
    await pass(0)
    expect(await untilLost(watch, () => watch.network.latest.send(padding))).toBe(2_500)
    expect(watch.network.latest.isGone).toBe(true)
    expect(watch.states.at(-1)).toMatchObject({ reason: 'no heartbeat' })
  })

  test('behavior: padding does not stand in for the first heartbeat either', async () => {
    const watch = await watchOne()
    watch.network.latest.send()
    expect(await untilLost(watch, () => watch.network.latest.send(':\n'))).toBe(37_500)
  })

  test('behavior: heartbeats hold it, for hours', async () => {
    const { network, states } = await watchOne()
    for (let ms = 0; ms < 7_200_000; ms += 14_000) {
      network.latest.send(heartbeat())
      await pass(14_000)
    }
    expect([network.visits.length, states]).toEqual([1, [{ name: 'live' }]])
  })

  test('behavior: an interval that is nonsense is not taken', async () => {
    const watch = await watchOne()
    for (const intervalMs of [0, -5, null, 'soon', 1e300] as number[])
      watch.network.latest.send(heartbeat({ intervalMs }))
    await pass(0)
    expect(watch.states).toEqual([{ name: 'live' }])
    expect(await untilLost(watch)).toBe(37_500)
  })

  test('behavior: whoever connects and says nothing is given timeoutMs', async () => {
    const { network, states } = await watchOne({ timeoutMs: 3_000 })
    await pass(2_999)
    expect(states).toEqual([])
    await pass(1)
    expect(states).toEqual([expect.objectContaining({ name: 'connecting', attempt: 2, reason: 'TIMEOUT' })])
    expect(network.visits[0]?.isGone).toBe(true)
  })

  test('behavior: timeoutMs is for the head of a stream, not for what it carries', async () => {
    const { network, states } = await watchOne({ timeoutMs: 1_000 })
    network.latest.send(heartbeat())
    await pass(30_000)
    expect([states, network.latest.isGone]).toEqual([[{ name: 'live' }], false])
  })
})
