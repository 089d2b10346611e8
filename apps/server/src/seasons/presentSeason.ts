import type { Season } from '@credits-server/contract'
import { formatMana } from '@credits-server/onchain'
import { presentSecond } from './presentSecond.js'
import type { SeasonAt } from './SeasonRecord.js'
import { seasonClock } from './seasonClock.js'
import { seasonState } from './seasonState.js'
import { spendByOf } from './spendByOf.js'

/**
 * Presents a season as anyone sees it: what its program published, and nothing of what was granted.
 *
 * **Source:** `#/components/schemas/Season`, whose names are those that the clients of this API read.
 */
export function presentSeason({ season, now }: SeasonAt): Season {
  const state = seasonState(season, now)
  return {
    id: season.id,
    name: season.name,
    ...(season.description === null ? {} : { description: season.description }),
    startDate: presentSecond(season.startsAt),
    endDate: presentSecond(season.overAt),
    spendBy: presentSecond(spendByOf(season)),
    isActive: state === 'RUNNING',
    isPaused: season.pausedAt !== null,
    state,
    ...seasonClock(season, now),
    maxMana: formatMana(season.budgetWei),
  }
}
