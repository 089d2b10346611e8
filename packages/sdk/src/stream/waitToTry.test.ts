import { describe, expect, test, vi } from 'vitest'
import { balance, heartbeat } from '../../test/frames.js'
import { nextVisit, pass, useFakeClock, waiting } from '../../test/watchOnFakeClock.js'

const watchOne = useFakeClock()

describe('waitToTry', () => {
  test('default: full jitter below a bound that doubles from 1 s to 30 s', async () => {
    const { network } = await watchOne()
    for (const [share, expected] of [
      [0.5, [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]],
      [0, [0, 0, 0]],
    ] as const) {
      vi.spyOn(Math, 'random').mockReturnValue(share)
      const waits: number[] = []
      for (const _ of expected) {
        network.latest.cut()
        waits.push(await nextVisit(network))
      }
      expect(waits).toEqual(expected)
    }
  })

  test.each([
    [60_000, 1],
    [59_000, 4],
  ])('behavior: a stream that held for %i ms makes the next try number %i', async (heldMs, attempt) => {
    const { network, states } = await watchOne()
    for (let tries = 1; tries <= 3; tries++) {
      network.latest.cut()
      await nextVisit(network)
    }
    for (let ms = 0; ms < heldMs; ms += 1_000) {
      network.latest.send(heartbeat({}, 10))
      await pass(1_000)
    }
    network.latest.end()
    await nextVisit(network)
    expect(waiting(states).at(-1)).toMatchObject({ attempt })
  })

  test('behavior: after a served stream its own retry, which stands until another is said', async () => {
    const { network } = await watchOne()
    const waits: number[] = []
    for (const retryMs of [undefined, 4_321, undefined, 1_234, undefined]) {
      network.latest.send(heartbeat({}, retryMs))
      await pass(0)
      network.latest.cut()
      waits.push(await nextVisit(network))
    }
    expect(waits).toEqual([3_000, 4_321, 4_321, 1_234, 1_234])
  })

  describe('Retry-After', () => {
    test.each([429, 503])('behavior: of a %i it is the least wait, for that try alone', async (status) => {
      vi.spyOn(Math, 'random').mockReturnValue(0.5)
      const { network } = await watchOne()
      const inSeconds = () => '20'
      const asDate = () => new Date(Date.now() + 20_000).toUTCString()
      for (const [value, jitterMs] of [
        [inSeconds, 500],
        [asDate, 1_000],
      ] as const) {
        network.latest.answer(status, { 'Retry-After': value() }, '{}')
        const waitedMs = await nextVisit(network)
        // A date is in whole seconds.
        expect(Math.abs(waitedMs - 20_000 - jitterMs)).toBeLessThan(value === asDate ? 1_000 : 2)
      }
      network.latest.cut()
      expect(await nextVisit(network)).toBe(2_000)
    })

    test('behavior: clients that were asked to wait the same do not come back together', async () => {
      const waits: number[] = []
      for (let clients = 0; clients < 20; clients++) {
        const { network, watch } = await watchOne()
        network.latest.answer(503, { 'Retry-After': '5' }, '{}')
        waits.push(await nextVisit(network))
        watch.close()
      }
      expect(new Set(waits).size).toBeGreaterThan(15)
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(5_000)
      expect(Math.max(...waits)).toBeLessThanOrEqual(6_000)
    })

    test('behavior: 0 does not make it hammer', async () => {
      const { network } = await watchOne()
      const fromMs = performance.now()
      for (let tries = 0; tries < 50; tries++) {
        network.latest.answer(503, { 'Retry-After': '0' }, '{}')
        await nextVisit(network)
      }
      // Some fifty waits of 15 s on average.
      expect(performance.now() - fromMs).toBeGreaterThan(300_000)
    })

    test('behavior: one that is longer than any timer is not none', async () => {
      const { network } = await watchOne()
      network.latest.answer(503, { 'Retry-After': '99999999' }, '{}')
      await pass(86_400_000)
      expect(network.visits).toHaveLength(1)
    })

    test.each(['', 'soon', '-5', '1.5'])('behavior: "%s" says nothing', async (value) => {
      vi.spyOn(Math, 'random').mockReturnValue(0.5)
      const { network } = await watchOne()
      network.latest.answer(503, { 'Retry-After': value }, '{}')
      expect(await nextVisit(network)).toBe(500)
    })
  })

  describe('a device without a network', () => {
    /** Who listens to the device. */
    const listeners = new Set<() => void>()

    /** What a browser has and Node has not. */
    function stubDevice(onLine: boolean) {
      const events = new EventTarget()
      const device = { onLine }
      vi.stubGlobal('navigator', device)
      vi.stubGlobal('addEventListener', (name: string, listener: () => void) => {
        listeners.add(listener)
        events.addEventListener(name, listener)
      })
      vi.stubGlobal('removeEventListener', (name: string, listener: () => void) => {
        listeners.delete(listener)
        events.removeEventListener(name, listener)
      })
      return (onLine: boolean) => {
        device.onLine = onLine
        events.dispatchEvent(new Event(onLine ? 'online' : 'offline'))
      }
    }

    test('behavior: an open stream is left at once, and made again as soon as there is one', async () => {
      const goOnline = stubDevice(true)
      const { network, names, watch } = await watchOne()
      network.latest.send(heartbeat({}, 1_000), balance('e.1.0'))
      await pass(0)
      goOnline(false)
      await pass(0)
      expect([names(), network.visits[0]?.isGone]).toEqual([['live', 'offline'], true])
      network.always((visit) => visit.cut())
      await pass(29_000)
      const before = network.visits.length
      expect(before).toBeLessThanOrEqual(3)
      network.always((visit) => visit.send(heartbeat()))
      goOnline(true)
      await pass(0)
      expect([names(), network.visits.length]).toEqual([['live', 'offline', 'live'], before + 1])
      // The stream that is open is the only one that listens; once it is closed nobody does.
      expect(listeners.size).toBe(1)
      watch.close()
      await pass(0)
      expect(listeners.size).toBe(0)
    })

    test('behavior: a device that says so and is not is tried every 30 s', async () => {
      stubDevice(false)
      const { network, names } = await watchOne()
      network.always((visit) => visit.cut())
      network.latest.cut()
      await pass(300_000)
      expect(network.visits).toHaveLength(11)
      network.always((visit) => visit.send(heartbeat()))
      await pass(30_000)
      expect(names()).toEqual(['offline', 'live'])
    })

    test('behavior: closing it while it waits for a network leaves nothing', async () => {
      const goOnline = stubDevice(false)
      const { network, watch } = await watchOne()
      network.latest.cut()
      await pass(0)
      expect(watch.state.name).toBe('offline')
      expect(listeners.size).toBe(1)
      watch.close()
      await pass(0)
      expect(listeners.size).toBe(0)
      goOnline(true)
      await pass(100_000)
      expect(network.visits).toHaveLength(1)
    })
  })
})
