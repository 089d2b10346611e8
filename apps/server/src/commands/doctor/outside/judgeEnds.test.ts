import { describe, expect, test } from 'vitest'
import { judgeEnds } from './judgeEnds.js'
import type { Visit } from './visitStream.js'

type Course = {
  /** Seconds at which heartbeats came. */
  readonly beats: readonly number[]
  /** Second at which it ended or was left. */
  readonly until: number
  readonly ends?: 'cut' | 'whole'
  readonly last?: string
}

/** A stream whose heartbeats are due every 15 s. */
function visit({ beats, until, ends, last }: Course): Visit {
  const data = JSON.stringify({ intervalMs: 15_000, snapshotId: null, checkedAt: '' })
  const events = beats.map((at) => ({ name: 'heartbeat', id: null, data, atMs: at * 1_000 }))
  return {
    askedAtMs: 0,
    head: { atMs: 0, status: 200, headers: {} },
    partsAtMs: beats.map((at) => at * 1_000),
    events: last === undefined ? events : [...events, { name: last, id: null, data: '{}', atMs: until * 1_000 }],
    end: ends === undefined ? null : { atMs: until * 1_000, whole: ends === 'whole' },
    leftAtMs: until * 1_000,
  }
}
const judge = (...courses: Course[]) => judgeEnds(courses.map(visit)).map(({ check, state }) => `${state} ${check}`)
const [cutAtFive, endedAtFive] = [
  { beats: [0], until: 5, ends: 'cut' },
  { beats: [0], until: 5, ends: 'whole' },
] as const

describe('judgeEnds', () => {
  test('default: open to the end, with a heartbeat in time', () => {
    expect(judge({ beats: [0, 14.1], until: 20 })).toEqual(['ok idle cuts', 'ok silence'])
  })

  test('behavior: cut twice is a rule of somebody, cut once may be a restart', () => {
    expect(judge(cutAtFive, cutAtFive)[0]).toBe('problem idle cuts')
    expect(judge(cutAtFive, { beats: [0, 14.1], until: 20 })[0]).toBe('warning idle cuts')
  })

  test('behavior: a proxy may end it in good order, between two heartbeats; a server ends it when one is due', () => {
    expect(judge(endedAtFive, endedAtFive)[0]).toBe('problem idle cuts')
    const old = { beats: [0, 14.1], until: 28.2, ends: 'whole' } as const
    expect(judge(old, old)[0]).toBe('warning idle cuts')
    expect(judge(old, { beats: [0, 14.1], until: 20 })[0]).toBe('ok idle cuts')
  })

  test('behavior: what the server itself says is not the fault of a proxy', () => {
    expect(judge({ beats: [0], until: 5, ends: 'whole', last: 'unavailable' })[0]).toBe('warning idle cuts')
  })

  test('behavior: quiet for longer than an event is due', () => {
    expect(judge({ beats: [0], until: 18 })[1]).toBe('problem silence')
    expect(judge({ beats: [0, 14.1], until: 31.2 })[1]).toBe('problem silence')
    expect(judge({ beats: [0], until: 16 })[1]).toBe('ok silence')
  })

  test('behavior: not heard for so long is not judged', () => {
    expect(judge({ beats: [0], until: 5 })[1]).toBe('skipped silence')
  })
})
