import { afterEach, describe, expect, test, vi } from 'vitest'
import { balance, event, heartbeat } from '../../test/frames.js'
import { address, nextVisit, pass, useFakeClock, waiting } from '../../test/watchOnFakeClock.js'
import { type Balance, createCreditsClient } from '../index.js'

const watchOne = useFakeClock()

const ids = (balances: readonly Balance[]) => balances.map(({ snapshotId }) => snapshotId)

describe('watchCredits', () => {
  test('default: each balance that is another one than the last', async () => {
    const { network, balances, errors } = await watchOne()
    network.latest.send(heartbeat(), balance('e.1.0', 1), heartbeat(), balance('e.2.0', 3))
    await pass(0)
    expect(balances.map(({ totalCredits }) => totalCredits)).toEqual([1, 3])
    expect(errors).toEqual([])
  })

  describe('order', () => {
    test('behavior: an older balance of the same epoch, and the same one again, are dropped', async () => {
      const { network, balances } = await watchOne()
      for (const id of ['e.2.0', 'e.1.0', 'e.2.0', 'e.2.90', 'e.2.5', 'e.10.90', 'e.9.99'])
        network.latest.send(balance(id))
      await pass(0)
      expect(ids(balances)).toEqual(['e.2.0', 'e.2.90', 'e.10.90'])
    })

    test('behavior: another epoch is taken, with whatever version, and orders anew', async () => {
      const { network, balances } = await watchOne()
      for (const id of ['e.9.0', 'f.1.0', 'f.0.0', 'f.2.0']) network.latest.send(balance(id))
      await pass(0)
      expect(ids(balances)).toEqual(['e.9.0', 'f.1.0', 'f.2.0'])
    })

    test('behavior: an instance that is behind, after a reconnection, does not turn it back', async () => {
      const { network, balances } = await watchOne()
      network.latest.send(heartbeat({}, 10), balance('e.5.0'))
      await pass(0)
      network.latest.cut()
      await nextVisit(network)
      network.latest.send(heartbeat(), balance('e.4.0'), balance('e.6.0'))
      await pass(0)
      expect(ids(balances)).toEqual(['e.5.0', 'e.6.0'])
    })

    test('behavior: a callback never sees one before the one that came before it', async () => {
      const { network, balances } = await watchOne()
      network.latest.send(...Array.from({ length: 50 }, (_, n) => balance(`e.${n + 1}.0`, n)))
      await pass(0)
      expect(balances.map(({ totalCredits }) => totalCredits)).toEqual(Array.from({ length: 50 }, (_, n) => n))
    })
  })

  describe('a server of the future', () => {
    test('behavior: fields, statuses and kinds that it adds are kept', async () => {
      const { network, balances } = await watchOne()
      const more = {
        credits: [{ id: 'i', amount: 1, status: 'FROZEN', of: 'the future' }],
        changes: [{ version: 1, kind: 'gifted', amountWei: '1', at: '2026-01-01T00:00:00.000Z', to: 'x' }],
        usd: { total: 3 },
      }
      network.latest.send(balance('e.1.0', 1, more))
      await pass(0)
      expect(balances).toEqual([expect.objectContaining(more)])
    })

    test('behavior: events that it adds are passed over', async () => {
      const { network, balances, states, errors } = await watchOne()
      network.latest.send(heartbeat(), event('notice', { text: 'x' }), event('error', {}), event('open', {}))
      network.latest.send(event('ping', 'x'), balance('e.1.0'))
      await pass(0)
      expect([ids(balances), states, errors]).toEqual([['e.1.0'], [{ name: 'live' }], []])
    })

    test('behavior: ids of another form are another balance each time', async () => {
      const { network, balances } = await watchOne()
      for (const id of ['v2:a', 'v2:a', 'v2:b', 'e.3.0', 'v2:b']) network.latest.send(balance(id))
      await pass(0)
      expect(ids(balances)).toEqual(['v2:a', 'v2:b', 'e.3.0', 'v2:b'])
    })

    test('behavior: of a server without ids every balance is given', async () => {
      const { network, balances } = await watchOne()
      for (const total of [1, 2]) network.latest.send(`data: {"credits":[],"totalCredits":${total}}\n\n`)
      await pass(0)
      expect(balances.map(({ totalCredits }) => totalCredits)).toEqual([1, 2])
    })

    test('behavior: a heartbeat that says more, or less, is one', async () => {
      const { network, states } = await watchOne()
      network.latest.send(event('heartbeat', { load: 0.5 }), event('heartbeat', {}), event('heartbeat', null))
      await pass(0)
      expect(states).toEqual([{ name: 'live' }])
    })
  })

  test.each(['not json', 'null', '5', '"text"', '[]', '{}', '{"credits":5}', '{"credits":null}', '', '{"credits":[]'])(
    'behavior: the message "%s" is no balance and no harm',
    async (data) => {
      const { network, balances, states, errors } = await watchOne()
      network.latest.send(heartbeat(), balance('e.1.0'), `id: e.9.0\ndata: ${data}\n\n`)
      for (const name of ['heartbeat', 'unavailable', 'unknown'])
        network.latest.send(`event: ${name}\ndata: ${data}\n\n`)
      network.latest.send(balance('e.2.0'))
      await pass(0)
      expect([ids(balances), states, errors]).toEqual([['e.1.0', 'e.2.0'], [{ name: 'live' }], []])
    },
  )

  describe('what ends it', () => {
    const flagged = { ok: false, message: 'm', reason: { message: 'Two accounts.' }, isBlockedForClaiming: true }

    test('error: USER_FLAGGED as an event, with its reason', async () => {
      const { network, states, errors } = await watchOne()
      const body = { ...flagged, error: 'e', code: 'USER_FLAGGED', requestId: 'r' }
      network.latest.send(heartbeat(), balance('e.1.0'), event('flagged', body))
      await pass(600_000)
      const error = { name: 'UserFlaggedError', reason: 'Two accounts.', requestId: 'r', status: 401 }
      expect(errors).toEqual([expect.objectContaining(error)])
      expect(states).toEqual([{ name: 'live' }, { name: 'ended', reason: errors[0] }])
      expect(network.visits).toHaveLength(1)
    })

    test('error: USER_NOT_FOUND as an event', async () => {
      const { network, errors } = await watchOne()
      network.latest.send(heartbeat(), event('ended', { error: 'e', code: 'USER_NOT_FOUND', requestId: 'r' }))
      await pass(600_000)
      expect(errors).toEqual([expect.objectContaining({ name: 'UserNotFoundError', status: 404 })])
      expect([network.visits.length, network.latest.isGone]).toEqual([1, true])
    })

    test('behavior: the event and the end of the stream in one piece are not a lost connection', async () => {
      const { network, names } = await watchOne()
      network.latest.send(heartbeat() + event('flagged', flagged))
      network.latest.end()
      await pass(600_000)
      expect(names()).toEqual(['live', 'ended'])
    })

    test('behavior: the balance before it is given, what comes after it is not', async () => {
      const { network, balances, errors } = await watchOne()
      network.latest.send(balance('e.1.0') + event('flagged', flagged) + balance('e.2.0') + event('ended', {}))
      await pass(0)
      expect([ids(balances), errors.length]).toEqual([['e.1.0'], 1])
    })

    test('behavior: an abort of the signal ends it without an error, before and after it began', async () => {
      const controller = new AbortController()
      const { network, states, errors } = await watchOne({ on: { signal: controller.signal } })
      network.latest.send(heartbeat())
      await pass(0)
      controller.abort('enough')
      await pass(0)
      expect([states.at(-1), errors, network.latest.isGone]).toEqual([{ name: 'ended', reason: null }, [], true])
      const late = await watchOne({ on: { signal: controller.signal } })
      await pass(600_000)
      expect([late.states, late.errors]).toEqual([[{ name: 'ended', reason: null }], []])
      expect(late.network.visits.filter(({ isGone }) => !isGone)).toEqual([])
    })
  })

  describe('callbacks', () => {
    test.each([
      [
        'throws',
        () => {
          throw new Error('mine')
        },
      ],
      [
        'rejects',
        async () => {
          throw new Error('mine')
        },
      ],
    ])(
      'behavior: an onBalance that %s is told to onError; it neither reconnects nor loses a balance',
      async (_, onBalance) => {
        const { network, balances, states, errors } = await watchOne({ on: { onBalance } })
        network.latest.send(heartbeat(), balance('e.1.0'), balance('e.2.0'))
        await pass(60)
        expect(ids(balances)).toEqual(['e.1.0', 'e.2.0'])
        expect(errors).toEqual([new Error('mine'), new Error('mine')])
        expect([network.visits.length, network.latest.isGone, states]).toEqual([1, false, [{ name: 'live' }]])
      },
    )

    test('behavior: an onState that throws is told to onError, and every state is still said', async () => {
      const onState = () => {
        throw new Error('mine')
      }
      const { network, errors, names } = await watchOne({ on: { onState } })
      network.latest.send(heartbeat({}, 10))
      await pass(0)
      network.latest.end()
      await nextVisit(network)
      expect(names()).toEqual(['live', 'reconnecting'])
      expect(errors).toHaveLength(2)
    })

    test('behavior: an onError that throws is only logged, and the stream goes on', async () => {
      const warn = vi.fn()
      const fail = () => {
        throw new Error('mine')
      }
      const logger = { debug() {}, warn }
      const { network, balances } = await watchOne({ logger, on: { onBalance: fail, onError: fail } })
      network.latest.send(balance('e.1.0'), balance('e.2.0'))
      await pass(0)
      expect(ids(balances)).toEqual(['e.1.0', 'e.2.0'])
      expect(warn).toHaveBeenCalledTimes(2)
      expect(warn).toHaveBeenCalledWith(expect.any(String), { error: new Error('mine') })
    })

    test("behavior: without onError and logger a callback that throws is nobody else's trouble", async () => {
      const { network, visits } = await watchAlone(() => {
        throw new Error('mine')
      })
      network().send(balance('e.1.0'), balance('e.2.0'))
      await pass(100)
      expect(visits()).toBe(1)
    })

    test('behavior: close in a callback is the last that is heard, but for the end', async () => {
      const { network, watch, balances, states } = await watchOne({ on: { onBalance: () => watch.close() } })
      network.latest.send(balance('e.1.0') + balance('e.2.0') + heartbeat() + balance('e.3.0'))
      await pass(0)
      expect(ids(balances)).toEqual(['e.1.0'])
      expect(states.at(-1)).toEqual({ name: 'ended', reason: null })
    })

    test('behavior: a callback that takes its time holds up nothing', async () => {
      const { network, balances } = await watchOne({ on: { onBalance: () => new Promise<void>(() => {}) } })
      network.latest.send(balance('e.1.0'))
      await pass(1_000)
      network.latest.send(balance('e.2.0'))
      await pass(0)
      expect(ids(balances)).toEqual(['e.1.0', 'e.2.0'])
    })
  })

  test('behavior: the logger is told of each try that is repeated, and of what was thrown', async () => {
    const debug = vi.fn()
    const { network, states } = await watchOne({ logger: { debug, warn() {} } })
    network.latest.answer(503, {}, '{"error":"e","code":"UNAVAILABLE"}')
    await nextVisit(network)
    const said = { tries: 1, waitMs: waiting(states)[0]?.delayMs, reason: 'UNAVAILABLE' }
    expect(debug.mock.calls).toEqual([[expect.any(String), said]])
    network.latest.cut()
    await nextVisit(network)
    const fields = { reason: 'NETWORK', cause: new TypeError('fetch failed') }
    expect(debug).toHaveBeenLastCalledWith(expect.any(String), expect.objectContaining(fields))
    network.latest.answer(502)
    await nextVisit(network)
    expect(debug.mock.lastCall?.[1].cause).toBe(undefined)
  })

  test('behavior: an address is a part of the path, whatever it is', async () => {
    const { network } = await watchOne()
    const client = createCreditsClient({ baseUrl: 'https://credits.example/', fetch: network.fetch })
    client.watchCredits('../a b?c#d', { onBalance() {} }).close()
    await pass(0)
    expect(network.latest.url.href).toBe('https://credits.example/users/..%2Fa%20b%3Fc%23d/credits/stream')
  })

  /** A watch with one callback and nothing else. */
  async function watchAlone(onBalance: () => void) {
    const { network, watch } = await watchOne()
    watch.close()
    const before = network.visits.length
    const client = createCreditsClient({ baseUrl: 'https://credits.example', fetch: network.fetch })
    const own = client.watchCredits(address, { onBalance })
    await pass(0)
    closing.push(own.close)
    return { network: () => network.latest, visits: () => network.visits.length - before }
  }
  const closing: (() => void)[] = []
  afterEach(() => {
    for (const close of closing.splice(0)) close()
  })
})
