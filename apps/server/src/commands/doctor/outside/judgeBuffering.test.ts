import { describe, expect, test } from 'vitest'
import { judgeBuffering } from './judgeBuffering.js'
import type { Visit } from './visitStream.js'

/** A stream of which heartbeats came at these moments, each due a second after the one before, and with the first one a balance. */
function visit(beatsAtMs: readonly number[], headAtMs: number | null = 10, balanceAtMs = beatsAtMs[0]): Visit {
  const data = JSON.stringify({ intervalMs: 1_000, snapshotId: null, checkedAt: '' })
  return {
    askedAtMs: 0,
    head: headAtMs === null ? null : { atMs: headAtMs, status: 200, headers: {} },
    partsAtMs: beatsAtMs,
    events: [
      ...beatsAtMs.map((atMs) => ({ name: 'heartbeat', id: null, data, atMs })),
      ...(balanceAtMs === undefined ? [] : [{ name: 'message', id: 'e.1.0', data: '{}', atMs: balanceAtMs }]),
    ],
    end: null,
    leftAtMs: 20_000,
  }
}
const state = (...visits: Visit[]) => judgeBuffering(visits, 12).state

describe('judgeBuffering', () => {
  test('default: an event soon after the head, and then one by one', () => {
    expect(state(visit([20, 1_000, 2_000, 3_000]))).toBe('ok')
  })

  test('behavior: a late balance, a late head, and none of them', () => {
    expect(state(visit([2_500, 3_000]))).toBe('problem')
    // Its beginning had filled the buffer, and with it came the heartbeat.
    expect(state(visit([20, 1_000, 2_000], 10, 4_000))).toBe('problem')
    expect(state(visit([], null))).toBe('problem')
    expect(judgeBuffering([visit([], null)], 12).found).toBe(
      'no balance in 20.0 s and no head, while a plain answer takes 12 ms',
    )
  })

  test('behavior: clumps', () => {
    expect(state(visit([20, 4_000, 4_001, 4_002, 4_003]))).toBe('problem')
  })

  test('behavior: a busy moment is not a clump', () => {
    expect(state(visit([20, 1_000, 2_900, 3_000, 4_000]))).toBe('ok')
  })
})
