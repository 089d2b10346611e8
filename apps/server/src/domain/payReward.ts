import type { Knex } from 'knex'
import type { LockedUser } from '../ledger/changeBalance.js'
import type { Fact } from '../ledger/Fact.js'
import { issuePendingCredits } from '../ledger/issueCredits.js'
import type { Issuance } from '../voucher/signVoucher.js'
import type { Goal } from './findGoal.js'
import { findSeason } from './findSeason.js'

/** A goal that a user has reached in a period of it. */
export type Reached = { readonly goal: Goal; readonly period: string }

/**
 * Pays the reward of a goal in its season: a credit that waits to be claimed until the season ends. Its issuer and reference are
 * the same whoever reports it, and the database refuses a second one for the same user, goal and period.
 *
 * **Errors:** those of findSeason; those of takeFromBudgets, when the change is made.
 */
export async function payReward(
  trx: Knex.Transaction,
  user: LockedUser,
  { goal, period }: Reached,
  issuance: Issuance,
): Promise<Fact & { kind: 'granted' }> {
  const season = await findSeason(trx, { id: goal.seasonId, at: user.at })
  if (season === null) throw new Error(`season ${goal.seasonId} of goal ${goal.id} is not there`)
  const terms = {
    issuer: 'goals',
    reference: `goal:${user.address}:${goal.id}:${period}`,
    valueWei: goal.rewardWei,
    expiresAt: season.spendBy,
    season,
    goal: { id: goal.id, period },
    reason: null,
    annotation: null,
  }
  const [fact] = await issuePendingCredits(trx, user, [terms], issuance)
  if (fact === undefined) throw new Error('a reward was not issued')
  return fact
}

/** Finds the credit that paid a user for a goal in a period, whatever has become of it since. */
export async function findReward(
  trx: Knex.Transaction,
  { address }: LockedUser,
  { goal, period }: Reached,
): Promise<string | null> {
  const row = await trx('credits').where({ address, goal_id: goal.id, goal_period: period }).first('id')
  return row?.id ?? null
}
