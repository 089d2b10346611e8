import type { ManagedSeason, SeasonCreation } from '@credits-server/contract'
import { parseMana } from '@credits-server/onchain'
import type { Knex } from 'knex'
import { commitWrite } from '../audit/commitWrite.js'
import { assertSeasonDates } from '../seasons/assertSeasonDates.js'
import { lockSeason } from '../seasons/lockSeason.js'
import { presentManagedSeason } from '../seasons/presentManagedSeason.js'
import { intoSchedule, takeScheduleTurn } from '../seasons/takeScheduleTurn.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'

type Deps = { readonly knex: Knex }
type Input = { readonly actor: Actor; readonly season: SeasonCreation }

/** Two weeks, as the program's first seasons had. */
const defaultGraceDays = 14

/**
 * Creates a season; without an id of its own it gets the one after the greatest.
 *
 * **Errors:** FORBIDDEN; INVALID_SEASON_DATES; SEASON_EXISTS, SEASON_OVERLAPS; UNAVAILABLE, OUTCOME_UNKNOWN.
 * **Source:** createSeason.
 */
export async function createSeason({ knex }: Deps, { actor, season }: Input): Promise<ManagedSeason> {
  authorise(actor, 'seasons:write')
  const startsAt = new Date(season.startsAt)
  const endsAt = new Date(season.endsAt)
  const graceDays = season.graceDays ?? defaultGraceDays
  assertSeasonDates({ startsAt, endsAt, graceDays })
  const create = async (trx: Knex.Transaction) => {
    await takeScheduleTurn(trx)
    const id = season.id ?? (await nextSeasonId(trx))
    const row = {
      id,
      name: season.name,
      description: season.description ?? null,
      starts_at: startsAt,
      ends_at: endsAt,
      grace_days: graceDays,
      budget_wei: String(parseMana(season.budget)),
      weekly_budget_wei: season.weeklyBudget === undefined ? null : String(parseMana(season.weeklyBudget)),
    }
    await intoSchedule(trx('seasons').insert(row))
    return presentManagedSeason(await lockSeason(trx, id, 'money'))
  }
  return commitWrite(knex, actor, create, ({ id }) => String(id))
}

async function nextSeasonId(trx: Knex.Transaction): Promise<number> {
  const greatest = await trx('seasons').max('id as id').first()
  return (greatest?.['id'] ?? 0) + 1
}
