import { describe, expect, test } from 'vitest'
import { type SeasonFacts, seasonState } from './seasonState.js'

const startsAt = new Date('2026-03-16T00:00:00Z')
const overAt = new Date('2026-04-20T00:00:00Z')
const before = new Date('2026-03-15T23:59:59.999Z')
const during = new Date('2026-03-20T12:00:00Z')
const last = new Date('2026-04-19T23:59:59.999Z')

const season = (facts: Partial<SeasonFacts> = {}): SeasonFacts => ({
  startsAt,
  overAt,
  pausedAt: null,
  budgetWei: 100n,
  grantedWei: 0n,
  weeklyBudgetWei: null,
  weekGrantedWei: 0n,
  ...facts,
})
const paused = { pausedAt: startsAt }
const spent = { grantedWei: 100n }
const weekSpent = { weeklyBudgetWei: 20n, weekGrantedWei: 20n }

describe('seasonState', () => {
  test.each([
    ['default: within its dates', season(), during, 'RUNNING'],
    ['from its first second on', season(), startsAt, 'RUNNING'],
    ['until the last millisecond', season(), last, 'RUNNING'],
    ['a millisecond too early', season(), before, 'NOT_STARTED'],
    ['at its end', season(), overAt, 'ENDED'],
    ['long after it', season(), new Date('2100-01-01Z'), 'ENDED'],
    ['closed before its end', season({ overAt: during }), during, 'ENDED'],
    ['closed before it began', season({ overAt: before }), before, 'ENDED'],
    ['a wei is left', season({ grantedWei: 99n }), during, 'RUNNING'],
    ['nothing is left', season(spent), during, 'ERR_SEASON_RUN_OUT_OF_FUNDS'],
    ['a wei of the week is left', season({ ...weekSpent, weekGrantedWei: 19n }), during, 'RUNNING'],
    ['nothing of the week is left', season(weekSpent), during, 'ERR_WEEK_RUN_OUT_OF_FUNDS'],
    [
      'more than a lowered weekly budget was granted',
      season({ ...weekSpent, weekGrantedWei: 21n }),
      during,
      'ERR_WEEK_RUN_OUT_OF_FUNDS',
    ],
    [
      'a week without a budget of its own has no end of it',
      season({ weekGrantedWei: 99n, grantedWei: 99n }),
      during,
      'RUNNING',
    ],
    ['paused', season(paused), during, 'ERR_PROGRAM_PAUSED'],
    ['the season goes before its week', season({ ...spent, ...weekSpent }), during, 'ERR_SEASON_RUN_OUT_OF_FUNDS'],
    ['a pause goes before money', season({ ...paused, ...spent, ...weekSpent }), during, 'ERR_PROGRAM_PAUSED'],
    ['the start goes before a pause', season({ ...paused, ...spent }), before, 'NOT_STARTED'],
    ['the end goes before all', season({ ...paused, ...spent, ...weekSpent }), overAt, 'ENDED'],
  ])('%s', (_, facts, now, state) => {
    expect(seasonState(facts, now)).toBe(state)
  })
})
