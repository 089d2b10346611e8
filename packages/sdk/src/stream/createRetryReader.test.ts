import { describe, expect, test } from 'vitest'
import { heartbeat } from '../../test/frames.js'
import { nextVisit, pass, useFakeClock, waiting } from '../../test/watchOnFakeClock.js'

const watchOne = useFakeClock()

describe('createRetryReader', () => {
  test.each([
    ['in pieces', 1_111, ['retry: 1', '111\n\n']],
    ['in pieces that end in CR', 2_222, ['ret', 'ry:2222\r', '\n\r\n']],
    ['after much else', 3_333, [`: ${'padding'.repeat(20)}\nretry: 3333\n\n`]],
    ['behind a long line in pieces', 4_444, [': padding'.repeat(20), 'padding\nretry: 4444\n\n']],
    ['with CR', 5_555, ['retry: 5555\r\r', heartbeat()]],
    ['twice, of which the later holds', 7_777, ['retry: 6666\n\nretry: 7777\n\n']],
    ['in an event that is not whole', 8_888, ['data: x\nretry: 8888\n']],
  ] as const)('behavior: a retry that comes %s is waited for, and told', async (_, retryMs, parts) => {
    const { network, states } = await watchOne()
    network.latest.send(heartbeat({}, 5_000))
    for (const part of parts) {
      network.latest.send(part)
      await pass(0)
    }
    network.latest.end()
    expect(await nextVisit(network)).toBe(retryMs)
    expect(waiting(states).at(-1)?.delayMs).toBe(retryMs)
  })

  test.each(['soon', '1.5', '-1', '', '  9', '9 ', '0x9', '٩'])(
    'behavior: "retry: %s" changes nothing',
    async (value) => {
      const { network, states } = await watchOne()
      network.latest.send(heartbeat({}, 1_500), `retry: ${value}\n\n`)
      await pass(0)
      network.latest.end()
      expect(await nextVisit(network)).toBe(1_500)
      expect(waiting(states).at(-1)?.delayMs).toBe(1_500)
    },
  )

  test.each(['Retry: 9', ' retry: 9', 'data: retry: 9', 'retry', ': retry: 9', 'retry: 9'])(
    'behavior: the line "%s" is a retry only if it is the last one here',
    async (line) => {
      const { network, states } = await watchOne()
      network.latest.send(heartbeat({}, 1_500), `${line}\n\n`)
      await pass(0)
      network.latest.end()
      const expected = line === 'retry: 9' ? 9 : 1_500
      expect(await nextVisit(network)).toBe(expected)
      expect(waiting(states).at(-1)?.delayMs).toBe(expected)
    },
  )
})
