import type { ManagedSeason, SeasonEdit } from '@credits-server/contract'
import { formatMana, parseMana } from '@credits-server/onchain'
import type { Knex } from 'knex'
import { CreditsError } from '../errors/CreditsError.js'
import { assertSeasonDates } from '../seasons/assertSeasonDates.js'
import { presentManagedSeason } from '../seasons/presentManagedSeason.js'
import type { SeasonRecord } from '../seasons/SeasonRecord.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'
import { changeSeason, type SeasonChange } from './changeSeason.js'

type Deps = { readonly knex: Knex }
type Input = { readonly actor: Actor; readonly id: number; readonly edit: SeasonEdit }

/**
 * Changes what is sent of a season. Its dates are frozen by its first credit, except that they may become later: what has been
 * signed keeps its expiry. Its budget covers what was granted; a weekly budget counts from now on.
 *
 * **Errors:** FORBIDDEN; SEASON_NOT_FOUND; SEASON_CLOSED; INVALID_SEASON_DATES, SEASON_DATES_FROZEN, BUDGET_BELOW_GRANTED;
 * SEASON_OVERLAPS; UNAVAILABLE, OUTCOME_UNKNOWN.
 * **Source:** editSeason.
 */
export async function editSeason({ knex }: Deps, { actor, id, edit }: Input): Promise<ManagedSeason> {
  authorise(actor, 'seasons:write')
  const movesDates = edit.startsAt !== undefined || edit.endsAt !== undefined || edit.graceDays !== undefined
  // A grant that has read the dates is waited for; a grant that comes later reads the new ones.
  const lock = movesDates ? 'dates' : 'money'
  const edited = await changeSeason(knex, { author: actor, id, lock }, ({ season }) => ({
    ...wordChanges(edit),
    ...refuseIfClosed(season, { ...budgetChanges(season, edit), ...(movesDates ? dateChanges(season, edit) : {}) }),
  }))
  return presentManagedSeason(edited)
}

function wordChanges({ name, description }: SeasonEdit): SeasonChange {
  return { ...(name === undefined ? {} : { name }), ...(description === undefined ? {} : { description }) }
}

function refuseIfClosed({ closedAt }: SeasonRecord, changes: SeasonChange): SeasonChange {
  if (closedAt !== null && Object.keys(changes).length > 0) throw new CreditsError('SEASON_CLOSED')
  return changes
}

function budgetChanges({ grantedWei }: SeasonRecord, { budget, weeklyBudget }: SeasonEdit): SeasonChange {
  const wei = (mana: string | null) => (mana === null ? null : String(parseMana(mana)))
  if (budget !== undefined && parseMana(budget) < grantedWei) {
    throw new CreditsError('BUDGET_BELOW_GRANTED', { details: { granted: formatMana(grantedWei) } })
  }
  return {
    ...(budget === undefined ? {} : { budget_wei: wei(budget) }),
    ...(weeklyBudget === undefined ? {} : { weekly_budget_wei: wei(weeklyBudget) }),
  }
}

function dateChanges(season: SeasonRecord, edit: SeasonEdit): SeasonChange {
  const startsAt = edit.startsAt === undefined ? season.startsAt : new Date(edit.startsAt)
  const endsAt = edit.endsAt === undefined ? season.endsAt : new Date(edit.endsAt)
  const graceDays = edit.graceDays ?? season.graceDays
  assertSeasonDates({ startsAt, endsAt, graceDays })
  const isLater =
    startsAt.getTime() === season.startsAt.getTime() && endsAt >= season.endsAt && graceDays >= season.graceDays
  if (season.grantedWei > 0n && !isLater) throw new CreditsError('SEASON_DATES_FROZEN')
  return { starts_at: startsAt, ends_at: endsAt, grace_days: graceDays }
}
