import { getEventListeners, setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../onchain/test/fuzzRuns.js'
import { createCreditsClient } from '../src/index.js'
import { balance, event, heartbeat } from './frames.js'
import { type Recorded, recordWatch } from './recordWatch.js'
import { type ScriptedServer, startScriptedServer } from './startScriptedServer.js'

const address = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8'
/** What a busy machine may need. */
const timeout = 20_000

let server: ScriptedServer
const watches: Recorded[] = []
beforeAll(async () => {
  server = await startScriptedServer()
})
afterEach(async () => {
  for (const { watch } of watches.splice(0)) watch.close()
  await expect.poll(() => server.answering, { timeout }).toBe(0)
})
afterAll(() => server.close())

const client = (timeoutMs = 10_000) => createCreditsClient({ baseUrl: server.url, timeoutMs })
function watch(timeoutMs?: number): Recorded {
  const recorded = recordWatch(client(timeoutMs), address)
  watches.push(recorded)
  return recorded
}
const ids = ({ balances }: Recorded) => balances.map(({ snapshotId }) => snapshotId)
const names = ({ states }: Recorded) => states.map(({ name }) => name)

describe('streams over sockets', () => {
  test('default: a stream that is reset in the middle of an event goes on with the next one, from the last id', async () => {
    const recorded = watch()
    const first = await server.next()
    first.send(heartbeat({}, 10), balance('e.1.0'), balance('e.2.0').slice(0, 40))
    await expect.poll(() => ids(recorded), { timeout }).toEqual(['e.1.0'])
    first.cut()
    const second = await server.next()
    expect(second.headers.get('last-event-id')).toBe('e.1.0')
    second.send(heartbeat(), balance('e.2.0'))
    await expect.poll(() => ids(recorded), { timeout }).toEqual(['e.1.0', 'e.2.0'])
    expect(names(recorded)).toEqual(['live', 'reconnecting', 'live'])
    expect(recorded.errors).toEqual([])
  })

  test('behavior: an end of the stream is no other than a reset', async () => {
    const recorded = watch()
    const first = await server.next()
    first.send(heartbeat({}, 10), balance('e.1.0'))
    first.end()
    const second = await server.next()
    expect(second.headers.get('last-event-id')).toBe('e.1.0')
    second.send(heartbeat())
    await expect.poll(() => names(recorded), { timeout }).toEqual(['live', 'reconnecting', 'live'])
  })

  test('behavior: a server that is not there yet, resets before it answers, or breaks off in its head is tried again', async () => {
    await server.close()
    const recorded = watch()
    await expect.poll(() => recorded.states.length, { timeout }).toBeGreaterThan(0)
    await server.open()
    const first = await server.next()
    first.cut()
    const second = await server.next()
    second.answer(502, { 'Content-Type': 'text/html' }, '<html>')
    const third = await server.next()
    third.send(heartbeat(), balance('e.1.0'))
    await expect.poll(() => ids(recorded), { timeout }).toEqual(['e.1.0'])
    expect(new Set(names(recorded))).toEqual(new Set(['connecting', 'live']))
    expect(recorded.errors).toEqual([])
  })

  test('behavior: a connection that falls silent is left, and the server sees it go', async () => {
    const recorded = watch()
    const first = await server.next()
    first.send(heartbeat({ intervalMs: 200 }, 10), balance('e.1.0'))
    const second = await server.next()
    expect(second.headers.get('last-event-id')).toBe('e.1.0')
    expect(second.atMs - first.atMs).toBeGreaterThan(450)
    await expect.poll(() => first.isGone, { timeout }).toBe(true)
    second.send(heartbeat())
    await expect.poll(() => recorded.watch.state.name, { timeout }).toBe('live')
  })

  test('behavior: a server that never answers is left after timeoutMs', async () => {
    const recorded = watch(200)
    const first = await server.next()
    await expect.poll(() => recorded.states[0], { timeout }).toMatchObject({ name: 'connecting', reason: 'TIMEOUT' })
    await expect.poll(() => first.isGone, { timeout }).toBe(true)
    ;(await server.next()).send(heartbeat())
    await expect.poll(() => recorded.watch.state.name, { timeout }).toBe('live')
  })

  test('behavior: bytes that trickle are a stream like any other', async () => {
    const recorded = watch()
    const visit = await server.next()
    for (const byte of new TextEncoder().encode(`${heartbeat()}${balance('e.1.0', 5, { said: '🎈' })}`)) {
      visit.send(new Uint8Array([byte]))
      await sleep(1)
    }
    await expect.poll(() => recorded.balances, { timeout }).toEqual([expect.objectContaining({ said: '🎈' })])
  })

  test('behavior: a large balance comes whole', async () => {
    const recorded = watch()
    const visit = await server.next()
    const said = 'ü'.repeat(2_000_000)
    visit.send(heartbeat(), balance('e.1.0', 5, { said }))
    await expect.poll(() => recorded.balances.length, { timeout }).toBe(1)
    expect((recorded.balances[0] as { said?: string }).said === said).toBe(true)
  })

  test('error: an error body is read, and its socket given back', async () => {
    const recorded = watch()
    ;(await server.next()).answer(404, {}, '{"error":"e","code":"USER_NOT_FOUND","requestId":"r1"}')
    await expect.poll(() => recorded.errors, { timeout }).toEqual([expect.objectContaining({ requestId: 'r1' })])
    await expect.poll(() => server.answering, { timeout }).toBe(0)
  })
})

describe('H-5', () => {
  const count = fuzzRuns(50)
  const page = new AbortController()
  // Otherwise Node warns of more than ten.
  setMaxListeners(0, page.signal)

  /** What nothing of may be left, by kind. */
  function resources(): Record<string, number> {
    const counts: Record<string, number> = {
      sockets: server.sockets,
      listeners: getEventListeners(page.signal, 'abort').length,
    }
    for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1
    return counts
  }

  /** Each opens a stream and leaves it in its own way. */
  const visits: Record<string, () => Promise<unknown>> = {
    'closed before it is answered': async () => {
      const { watch } = recordWatch(client(), address, { signal: page.signal })
      await sleep(Math.random() * 4)
      watch.close()
    },
    'closed when it has come': async () => {
      let came = () => {}
      const coming = new Promise<void>((resolve) => {
        came = resolve
      })
      const { watch } = recordWatch(client(), address, { signal: page.signal, onBalance: () => came() })
      await coming
      watch.close()
    },
    'closed at some moment': async () => {
      const { watch } = recordWatch(client(), address, { signal: page.signal })
      await sleep(Math.random() * 40)
      watch.close()
    },
    'a loop with a break': async () => {
      for await (const _ of client().streamCredits(address, { signal: page.signal })) break
    },
    'a loop with an error': async () => {
      const loop = async () => {
        for await (const _ of client().streamCredits(address, { signal: page.signal })) throw new Error('mine')
      }
      await loop().catch(() => {})
    },
    'a signal of its own': async () => {
      const own = new AbortController()
      const signal = AbortSignal.any([own.signal, page.signal])
      setTimeout(() => own.abort(), Math.random() * 40)
      await client()
        .waitForBalance(address, () => false, { signal })
        .catch(() => {})
    },
    'an iterator that is given up while it waits': async () => {
      const iterator = client().streamCredits(address, { signal: page.signal })[Symbol.asyncIterator]()
      await iterator.next()
      const next = iterator.next()
      await iterator.return?.()
      await next
    },
    'a wait that is over': () => client().waitForBalance(address, () => true, { signal: page.signal }),
    'a user who is not there': () =>
      client()
        .waitForBalance('0x0', () => true, { signal: page.signal })
        .catch(() => {}),
    'a stream that is ended by the server': () =>
      client()
        .waitForBalance('0x1', () => false, { signal: page.signal })
        .catch(() => {}),
    'closed while it waits to come back': async () => {
      const { watch, states } = recordWatch(client(), '0x2', { signal: page.signal })
      await expect.poll(() => states.length, { timeout, interval: 5 }).toBeGreaterThan(0)
      watch.close()
    },
  }

  test('after many streams were opened and left, no timer, no socket and no listener is', async () => {
    server.always((visit) => {
      const [, , of] = visit.url.pathname.split('/')
      if (of === '0x0') return visit.answer(404, {}, '{"error":"e","code":"USER_NOT_FOUND"}')
      if (of === '0x1') return visit.send(heartbeat(), event('flagged', { error: 'e', code: 'USER_FLAGGED' }))
      if (of === '0x2') return visit.cut()
      visit.send(heartbeat(), balance('e.1.0'))
    })
    const ways = Object.values(visits)
    for (const way of ways) await way()
    await expect.poll(() => server.sockets, { timeout }).toBe(0)
    const before = resources()
    const visitsBefore = server.visits
    // As many at once as a page could have, and each way as often as the others.
    for (let left = count * ways.length; left > 0; left -= 44) {
      await Promise.all(Array.from({ length: Math.min(left, 44) }, (_, n) => ways[n % ways.length]?.()))
    }
    const beganMs = performance.now()
    await expect.poll(() => server.answering, { timeout }).toBe(0)
    const tookMs = Math.round(performance.now() - beganMs)
    await expect.poll(() => server.sockets, { timeout }).toBe(0)
    expect(resources()).toEqual(before)
    expect(before['listeners']).toBe(0)
    const requests = server.visits - visitsBefore
    const streams = `${count * ways.length} streams left in ${ways.length} ways`
    console.log(
      `H-5: ${streams}, ${requests} requests; the server was rid of them after ${tookMs} ms, and nothing is left`,
    )
  })
})
