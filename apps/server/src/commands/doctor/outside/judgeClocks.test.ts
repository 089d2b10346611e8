import { describe, expect, test } from 'vitest'
import { judgeClocks } from './judgeClocks.js'

const nowMs = Date.parse('2026-01-01T00:00:00Z')
/** A Date header of a clock that is so far ahead. */
const date = (aheadMs: number) => {
  const second = Math.floor((nowMs + aheadMs) / 1_000) * 1_000
  return { at: [nowMs - 30, nowMs] as const, shown: [second, second + 1_000] as const }
}
/** A heartbeat of a database whose clock is so far ahead, that was checked just now. */
const checked = (aheadMs: number) => ({
  at: [nowMs - 30, nowMs] as const,
  shown: [nowMs + aheadMs, nowMs + aheadMs + 10_000] as const,
})
const found = (proxyMs: number, ...databaseMs: number[]) =>
  judgeClocks({ dates: [date(proxyMs)], checks: databaseMs.map(checked) }).map(
    ({ state, found }) => `${state}: ${found}`,
  )

describe('judgeClocks', () => {
  test('default: three that agree within two seconds', () => {
    for (const aheadMs of [0, 1_900, -1_900]) expect(found(aheadMs, aheadMs)).toEqual([expect.stringMatching(/^ok/)])
  })

  test('behavior: the one that two others contradict is off', () => {
    expect(found(60_000, 0)).toEqual(["warning: the proxy's (Date) is 60 s ahead"])
    expect(found(-60_000, 0)).toEqual([expect.stringMatching(/^warning: the proxy's \(Date\) is (59|60) s behind$/)])
    expect(found(0, 60_000)).toEqual(["warning: the database's is 60 s ahead"])
    expect(found(0, -60_000)).toEqual([expect.stringMatching(/^warning: the database's is 50 s behind$/)])
    expect(found(60_000, 60_000)).toEqual([expect.stringMatching(/^warning: this machine's is (60|61) s behind$/)])
    expect(found(-60_000, -60_000)).toEqual([expect.stringMatching(/^warning: this machine's is (59|60) s ahead$/)])
  })

  test('behavior: three that differ are two warnings', () => {
    expect(found(60_000, -60_000)).toHaveLength(2)
  })

  test('behavior: what cannot be told is not told', () => {
    // The heartbeat may have been checked some seconds ago.
    expect(found(-6_000, -6_000)).toEqual([expect.stringMatching(/^warning: this machine's or the proxy's/)])
    expect(found(60_000)).toEqual([expect.stringMatching(/^warning: this machine's or the proxy's/)])
    expect(found(0)).toEqual([expect.stringMatching(/^skipped/)])
    expect(judgeClocks({ dates: [], checks: [] })).toMatchObject([{ state: 'skipped' }])
  })
})
