import { describe, expect, test, vi } from 'vitest'
import { balance, event, heartbeat } from '../../test/frames.js'
import {
  address,
  baseUrl,
  type FakeWatch,
  nextVisit,
  pass,
  useFakeClock,
  waiting,
} from '../../test/watchOnFakeClock.js'

const watchOne = useFakeClock()

describe('createConnect', () => {
  test('default: it asks for the stream of the address, with the headers of the client', async () => {
    const { network } = await watchOne({ headers: { 'X-Call': 'a' } })
    expect(network.visits).toHaveLength(1)
    expect(network.latest.url.href).toBe(`${baseUrl}/users/${address}/credits/stream`)
    expect(network.latest.headers.get('Accept')).toBe('text/event-stream')
    expect(network.latest.headers.get('X-Call')).toBe('a')
    expect(network.latest.headers.get('Last-Event-ID')).toBe(null)
  })

  test('behavior: headers that are a function are asked anew for each try', async () => {
    let n = 0
    const { network } = await watchOne({ headers: async () => ({ 'X-Call': String(++n) }) })
    for (const call of ['1', '2', '3']) {
      expect(network.latest.headers.get('X-Call')).toBe(call)
      network.latest.cut()
      await nextVisit(network)
    }
  })

  describe('states', () => {
    test('default: connecting, live, reconnecting, live, ended, each said once', async () => {
      const { network, watch, states, balances } = await watchOne()
      expect(watch.state).toEqual({ name: 'connecting', attempt: 1, delayMs: 0, reason: null })
      network.latest.send(heartbeat({}, 2_000), balance('e.1.0', 5))
      await pass(0)
      network.latest.send(heartbeat())
      network.latest.end()
      await nextVisit(network)
      network.latest.send(heartbeat())
      await pass(0)
      watch.close()
      await pass(0)
      expect(states).toEqual([
        { name: 'live' },
        { name: 'reconnecting', attempt: 1, delayMs: 2_000, reason: 'connection lost' },
        { name: 'live' },
        { name: 'ended', reason: null },
      ])
      expect(balances.map(({ totalCredits }) => totalCredits)).toEqual([5])
    })

    test('behavior: stale while checkedAt stands still, live when it moves again', async () => {
      const { network, names } = await watchOne()
      for (const second of [1, 1, 1, 2, 3, 3]) {
        network.latest.send(heartbeat({ checkedAt: `2026-01-01T00:00:0${second}.000Z` }))
        await pass(15_000)
      }
      expect(names()).toEqual(['live', 'stale', 'live', 'stale'])
    })

    test('behavior: before the first stream it is connecting, after it reconnecting; each try has its number', async () => {
      const { network, states } = await watchOne()
      for (let tries = 1; tries <= 3; tries++) {
        network.latest.cut()
        await nextVisit(network)
      }
      network.latest.send(heartbeat({}, 10))
      await pass(0)
      network.latest.end()
      await nextVisit(network)
      network.latest.answer(502, {}, '<html>')
      await nextVisit(network)
      expect(waiting(states).map(({ name, attempt, reason }) => [name, attempt, reason])).toEqual([
        ['connecting', 2, 'NETWORK'],
        ['connecting', 3, 'NETWORK'],
        ['connecting', 4, 'NETWORK'],
        ['reconnecting', 4, 'connection lost'],
        ['reconnecting', 5, 'HTTP 502'],
      ])
    })

    test('behavior: the wait that it tells is the wait that there is', async () => {
      const { network, states } = await watchOne()
      for (const trouble of ['cut', 'cut', 'served', 'cut', 'served', 'cut']) {
        if (trouble === 'cut') network.latest.cut()
        else network.latest.send(heartbeat({}, 1_500))
        await pass(0)
        if (trouble === 'served') network.latest.end()
        const tookMs = await nextVisit(network)
        expect(Math.abs(tookMs - (waiting(states).at(-1)?.delayMs ?? 0))).toBeLessThanOrEqual(1)
      }
    })

    test('behavior: the reason is the code of the last answer, or what happened on the way', async () => {
      const { network, states } = await watchOne({ timeoutMs: 500 })
      const last = () => waiting(states).at(-1)?.reason
      network.latest.answer(503, {}, '{"error":"e","code":"UNAVAILABLE"}')
      await nextVisit(network)
      expect(last()).toBe('UNAVAILABLE')
      // No answer at all.
      await pass(500)
      expect(last()).toBe('TIMEOUT')
      await nextVisit(network)
      network.latest.send(heartbeat({}, 10))
      await pass(0)
      network.latest.send(event('unavailable', { error: 'e', code: 'SERVER_FULL', requestId: 'r' }, 10))
      network.latest.end()
      await nextVisit(network)
      expect(last()).toBe('SERVER_FULL')
      // It is not the reason of what comes next.
      network.latest.send(heartbeat({}, 10))
      await pass(0)
      network.latest.end()
      await nextVisit(network)
      expect(last()).toBe('connection lost')
    })

    test('behavior: told at the very first that the server cannot serve, it is not live in between', async () => {
      const { network, states } = await watchOne()
      network.latest.send(event('unavailable', { error: 'e', code: 'UNAVAILABLE', requestId: 'r' }, 7_000))
      network.latest.end()
      expect(await nextVisit(network)).toBe(7_000)
      expect(states).toEqual([{ name: 'reconnecting', attempt: 1, delayMs: 7_000, reason: 'UNAVAILABLE' }])
    })
  })

  describe('what it gives up on', () => {
    test.each([
      [204, '', 'CreditsApiError'],
      [400, '{"error":"e","code":"INVALID_ADDRESS"}', 'InvalidAddressError'],
      [401, '{"ok":false,"message":"m","reason":{"message":"Two."},"isBlockedForClaiming":true}', 'UserFlaggedError'],
      [401, '{"error":"e","code":"UNAUTHORIZED"}', 'CreditsApiError'],
      [403, '{"error":"e","code":"FORBIDDEN"}', 'CreditsApiError'],
      [404, '{"error":"e","code":"USER_NOT_FOUND"}', 'UserNotFoundError'],
      [405, '<html>', 'CreditsApiError'],
      [406, '{"error":"e","code":"NOT_ACCEPTABLE"}', 'CreditsApiError'],
    ])('error: %i %s ends it', async (status, body, name) => {
      const { network, watch, states, errors } = await watchOne()
      network.latest.answer(status, {}, body)
      await pass(600_000)
      expect(network.visits).toHaveLength(1)
      expect(errors).toEqual([expect.objectContaining({ name, status })])
      expect(states).toEqual([{ name: 'ended', reason: errors[0] }])
      expect(watch.state).toBe(states[0])
    })

    test('error: what was served before does not make a final answer one that passes', async () => {
      const { network, errors, balances } = await watchOne()
      network.latest.send(heartbeat({}, 10), balance('e.1.0', 5))
      await pass(0)
      network.latest.end()
      await nextVisit(network)
      network.latest.answer(404, {}, '{"error":"e","code":"USER_NOT_FOUND","requestId":"r"}')
      await pass(600_000)
      expect([network.visits.length, balances.length]).toEqual([2, 1])
      expect(errors).toEqual([expect.objectContaining({ name: 'UserNotFoundError', requestId: 'r' })])
    })

    test.each([
      ['408', 408, {}],
      ['425', 425, {}],
      ['429', 429, {}],
      ['500', 500, {}],
      ['502', 502, { 'Content-Type': 'text/html' }],
      ['503', 503, {}],
      ['504', 504, {}],
      ['200 of another type', 200, { 'Content-Type': 'text/html' }],
      ['200 without a type', 200, {}],
    ])('behavior: %s never ends it', async (_, status, headers) => {
      const { network, watch, errors } = await watchOne()
      network.always((visit) => visit.answer(status, headers, '<html>'))
      network.latest.answer(status, headers, '<html>')
      await pass(3_600_000)
      expect(network.visits.length).toBeGreaterThan(150)
      expect(errors).toEqual([])
      network.always((visit) => visit.send(heartbeat(), balance('e.1.0', 7)))
      await pass(30_000)
      expect(watch.state).toEqual({ name: 'live' })
    })

    test.each(['refused', 'silent'])('behavior: a server that is %s never ends it', async (how) => {
      const { network, watch, errors } = await watchOne({ timeoutMs: 1_000 })
      network.always((visit) => how === 'refused' && visit.cut())
      if (how === 'refused') network.latest.cut()
      await pass(3_600_000)
      expect(network.visits.length).toBeGreaterThan(150)
      expect([watch.state.name, errors]).toEqual(['connecting', []])
      // Of those that are not answered only the last one may still be waited for.
      const left = network.visits.slice(0, -1).filter(({ isGone }) => !isGone)
      expect(how === 'silent' ? left : []).toEqual([])
    })

    test.each([404, 503])('behavior: a %i whose body never ends is not waited for', async (status) => {
      const { states } = await watchOne({
        timeoutMs: 2_000,
        fetch: async (_, init) => {
          const fail = (controller: ReadableStreamDefaultController) => controller.error(init?.signal?.reason)
          const body = new ReadableStream({
            start: (controller) => init?.signal?.addEventListener('abort', () => fail(controller)),
          })
          return new Response(body, { status })
        },
      })
      await pass(2_000)
      const expected = { 404: { name: 'ended', reason: { status: 404 } }, 503: { attempt: 2, reason: 'HTTP 503' } }
      expect(states).toEqual([expect.objectContaining({})])
      expect(states[0]).toMatchObject(expected[status as 404 | 503])
    })

    test('behavior: headers that cannot be had for now are trouble that passes', async () => {
      let fails = true
      const headers = async () => {
        if (fails) throw new Error('no token')
        return {}
      }
      const { network, states } = await watchOne({ headers })
      await pass(10_000)
      expect([network.visits.length, waiting(states).at(-1)?.name]).toEqual([0, 'connecting'])
      fails = false
      await nextVisit(network)
    })
  })

  describe('the last id', () => {
    test('behavior: it is the one of the balance that is held, on each reconnection', async () => {
      const { network } = await watchOne()
      const ids: (string | null)[] = []
      for (const id of ['e.1.0', 'e.3.0', 'e.2.0', 'f.1.0', null, 'of another form']) {
        network.latest.send(heartbeat({}, 10), ...(id === null ? [] : [balance(id)]))
        await pass(0)
        network.latest.cut()
        await nextVisit(network)
        ids.push(network.latest.headers.get('Last-Event-ID'))
      }
      // One that is older than what is held is not held.
      expect(ids).toEqual(['e.1.0', 'e.3.0', 'e.3.0', 'f.1.0', 'f.1.0', 'of another form'])
    })

    test.each(['ü', '\u{1f388}', 'a\nb', 'a\r\nX-Other: b', '\0', '\ufffd'])(
      'behavior: an id that no header can carry (%j) is not sent, and keeps nobody from coming back',
      async (id) => {
        const { network, balances } = await watchOne()
        network.latest.send(heartbeat({}, 10), `id: ü\ndata: ${JSON.stringify({ credits: [], snapshotId: id })}\n\n`)
        await pass(0)
        network.latest.cut()
        await nextVisit(network)
        expect([balances.length, network.latest.headers.get('Last-Event-ID')]).toEqual([1, null])
      },
    )

    test('behavior: failures in between do not lose it', async () => {
      const { network } = await watchOne()
      network.latest.send(heartbeat({}, 10), balance('e.7.0'))
      await pass(0)
      network.latest.end()
      for (const answer of [
        () => network.latest.cut(),
        () => network.latest.answer(502),
        () => network.latest.answer(200, {}, 'hello'),
        async () => {
          network.latest.send(heartbeat({}, 10))
          await pass(0)
          network.latest.end()
        },
        () => network.latest.cut(),
      ]) {
        await nextVisit(network)
        expect(network.latest.headers.get('Last-Event-ID')).toBe('e.7.0')
        await answer()
      }
    })
  })

  describe('closing it leaves no request and no timer', () => {
    const cases: Record<string, (watch: FakeWatch) => unknown> = {
      'while it connects': () => {},
      'while it is live': ({ network }) => network.latest.send(heartbeat(), balance('e.1.0')),
      'while it waits after a failure': ({ network }) => network.latest.cut(),
      'while it waits for long': ({ network }) => network.latest.answer(503, { 'Retry-After': '60' }),
      'while it waits after a served stream': async ({ network }) => {
        network.latest.send(heartbeat())
        await pass(0)
        network.latest.end()
      },
      'after it has ended': ({ network }) => network.latest.answer(404),
    }
    test.each(Object.entries(cases))('%s', async (_, reach) => {
      const recorded = await watchOne()
      const { network, watch, states } = recorded
      await reach(recorded)
      await pass(0)
      const isOpen = ['live', 'connecting'].includes(watch.state.name) && states.length < 2
      watch.close()
      watch.close()
      await pass(0)
      expect(vi.getTimerCount()).toBe(0)
      if (isOpen && waiting(states).length === 0) expect(network.latest.isGone).toBe(true)
      await pass(600_000)
      expect(network.visits).toHaveLength(1)
      expect(states.filter(({ name }) => name === 'ended')).toHaveLength(1)
    })

    test('behavior: where the signal of a fetch ends nothing after its answer, as at times in Deno', async () => {
      const cancelled = vi.fn()
      const body = new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode(heartbeat())),
        cancel: cancelled,
      })
      const fetch = async () => new Response(body, { headers: { 'Content-Type': 'text/event-stream' } })
      const { watch } = await watchOne({ fetch })
      expect([watch.state.name, cancelled.mock.calls.length]).toEqual(['live', 0])
      watch.close()
      await pass(0)
      expect([cancelled.mock.calls.length, vi.getTimerCount()]).toEqual([1, 0])
    })
  })
})
