import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import { mondayOf } from './mondayOf.js'
import { seasonClock } from './seasonClock.js'

const second = 1_000
const day = 86_400 * second
const week = 7 * day
const at = (text: string) => new Date(text)
const season = (startsAt: string, endsAt: string, overAt = endsAt) => ({
  startsAt: at(startsAt),
  endsAt: at(endsAt),
  overAt: at(overAt),
})

/** Any millisecond of sixty years, most of them at the edge of a second, a day or a week. */
const moment = fc
  .tuple(
    fc.integer({ min: 7, max: 60 * 366 }),
    fc.constantFrom(-second, -1, 0, 1, second, day / 2),
    fc.nat({ max: 86_399 }),
  )
  .map(([days, off, seconds]) => new Date(days * day + off + (days % 3 === 0 ? 0 : seconds * second)))

describe('mondayOf', () => {
  test.each([
    ['2026-03-16T00:00:00.000Z', '2026-03-16'],
    ['2026-03-15T23:59:59.999Z', '2026-03-09'],
    ['2026-03-22T23:59:59.999Z', '2026-03-16'],
    ['2024-02-29T12:00:00.000Z', '2024-02-26'],
    ['2027-01-01T00:00:00.000Z', '2026-12-28'],
    ['1970-01-01T00:00:00.000Z', '1969-12-29'],
  ])('default: %s is of the week of %s', (time, monday) => {
    expect(mondayOf(at(time)).toISOString()).toBe(`${monday}T00:00:00.000Z`)
  })

  test('behavior: it is a Monday midnight, at most a week before, and the same for the whole week', () => {
    fc.assert(
      fc.property(moment, fc.nat({ max: week - 1 }), (time, later) => {
        const monday = mondayOf(time)
        expect([monday.getUTCDay(), monday.getTime() % day]).toEqual([1, 0])
        expect(time.getTime() - monday.getTime()).toBeGreaterThanOrEqual(0)
        expect(time.getTime() - monday.getTime()).toBeLessThan(week)
        expect(mondayOf(new Date(monday.getTime() + later))).toEqual(monday)
      }),
      { numRuns: fuzzRuns(20_000) },
    )
  })
})

describe('seasonClock', () => {
  const [fifth, real] = [at('2026-03-16T00:00:00Z'), season('2026-03-16T00:00:00Z', '2026-04-20T00:00:00Z')]

  test.each([
    ['in its first second', '2026-03-16T00:00:00Z', { week: 1, weekTimeLeft: 604_800, timeLeft: 3_024_000 }],
    ['in the last second of its first week', '2026-03-22T23:59:59Z', { week: 1, weekTimeLeft: 1, timeLeft: 2_419_201 }],
    ['in the second after that', '2026-03-23T00:00:00Z', { week: 2, weekTimeLeft: 604_800, timeLeft: 2_419_200 }],
    ['in its last second', '2026-04-19T23:59:59.999Z', { week: 5, weekTimeLeft: 1, timeLeft: 1 }],
    ['at its end', '2026-04-20T00:00:00Z', { timeLeft: 0 }],
    ['before it', '2026-03-15T23:59:59Z', { timeLeft: 3_024_001 }],
  ])('default: the fifth season, %s', (_, now, told) => {
    expect(fifth.getUTCDay()).toBe(1)
    expect(seasonClock(real, at(now))).toEqual({ amountOfWeeks: 5, ...told })
  })

  test.each([
    ['2025-05-19T00:00:00Z', '2025-07-14T00:00:00Z', 8],
    ['2025-08-11T00:00:00Z', '2025-10-12T23:59:59Z', 9],
    ['2025-10-27T00:00:00Z', '2025-12-22T00:00:00Z', 8],
    ['2026-01-12T00:00:00Z', '2026-03-02T00:00:00Z', 7],
    ['2026-03-18T15:00:00Z', '2026-03-18T15:00:01Z', 1],
    ['2026-03-22T23:59:59Z', '2026-03-23T00:00:01Z', 2],
  ])('behavior: from %s to %s it has %d weeks', (startsAt, endsAt, amountOfWeeks) => {
    expect(seasonClock(season(startsAt, endsAt), at(startsAt))).toMatchObject({ amountOfWeeks, week: 1 })
  })

  test('behavior: one that was closed keeps its weeks and has no time left', () => {
    const closed = season('2026-03-16T00:00:00Z', '2026-04-20T00:00:00Z', '2026-03-25T10:00:00Z')
    expect(seasonClock(closed, at('2026-03-25T09:59:59Z'))).toEqual({
      amountOfWeeks: 5,
      timeLeft: 1,
      week: 2,
      weekTimeLeft: 1,
    })
    expect(seasonClock(closed, at('2026-03-25T10:00:00Z'))).toEqual({ amountOfWeeks: 5, timeLeft: 0 })
  })

  test('behavior: weeks go up by one at each Monday midnight and nowhere else, over the years', () => {
    const length = fc.integer({ min: 1, max: 60 * 7 * 86_400 })
    fc.assert(
      fc.property(moment, length, fc.double({ min: 0, max: 1, noNaN: true }), (from, seconds, share) => {
        const startsAt = new Date(Math.floor(from.getTime() / second) * second)
        const endsAt = new Date(startsAt.getTime() + seconds * second)
        const now = new Date(startsAt.getTime() + Math.floor(share * (seconds * second - 1)))
        const {
          amountOfWeeks,
          week: nth = 0,
          timeLeft,
          weekTimeLeft = 0,
        } = seasonClock({ startsAt, endsAt, overAt: endsAt }, now)
        // Counted by walking from Monday to Monday.
        let walked = 1
        for (let monday = mondayOf(startsAt).getTime() + week; monday <= now.getTime(); monday += week) walked += 1
        expect(nth).toBe(walked)
        expect(nth).toBeLessThanOrEqual(amountOfWeeks)
        expect(timeLeft).toBe(Math.ceil((endsAt.getTime() - now.getTime()) / second))
        expect(weekTimeLeft).toBeGreaterThan(0)
        expect(weekTimeLeft).toBeLessThanOrEqual(Math.min(timeLeft, 604_800))
        const whenItTurns = new Date(Math.floor(now.getTime() / second) * second + weekTimeLeft * second)
        const clock = (time: Date) => seasonClock({ startsAt, endsAt, overAt: endsAt }, time)
        expect(clock(whenItTurns).week).toBe(whenItTurns >= endsAt ? undefined : nth + 1)
        expect(clock(new Date(whenItTurns.getTime() - 1)).week).toBe(nth)
      }),
      { numRuns: fuzzRuns(10_000) },
    )
  })
})
