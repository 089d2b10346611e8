import type { ManagedSeason } from '@credits-server/contract'
import { formatMana } from '@credits-server/onchain'
import { presentSecond } from './presentSecond.js'
import type { SeasonAt } from './SeasonRecord.js'
import { seasonClock } from './seasonClock.js'
import { seasonState } from './seasonState.js'
import { spendByOf } from './spendByOf.js'

/** Presents a season with its budgets, as operators see it. **Source:** `#/components/schemas/ManagedSeason`. */
export function presentManagedSeason({ season, now }: SeasonAt): ManagedSeason {
  const { description, closedAt, pausedAt, weeklyBudgetWei } = season
  return {
    id: season.id,
    name: season.name,
    ...(description === null ? {} : { description }),
    startsAt: presentSecond(season.startsAt),
    endsAt: presentSecond(season.endsAt),
    graceDays: season.graceDays,
    spendBy: presentSecond(spendByOf(season)),
    ...(closedAt === null ? {} : { closedAt: presentSecond(closedAt) }),
    ...(pausedAt === null ? {} : { pausedAt: pausedAt.toISOString() }),
    isPaused: pausedAt !== null,
    state: seasonState(season, now),
    ...seasonClock(season, now),
    budget: formatMana(season.budgetWei),
    granted: formatMana(season.grantedWei),
    remaining: formatMana(season.budgetWei - season.grantedWei),
    ...(weeklyBudgetWei === null ? {} : { weeklyBudget: formatMana(weeklyBudgetWei) }),
    weekGranted: formatMana(season.weekGrantedWei),
  }
}
