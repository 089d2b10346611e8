import type { Address } from '@credits-server/onchain'
import type { Knex } from 'knex'
import type { LockedUser } from '../ledger/changeBalance.js'
import { commitChange, type Ledger } from '../ledger/commitChange.js'
import type { Issuance } from '../voucher/signVoucher.js'
import type { Actor } from './Actor.js'
import { assertMayClaim } from './assertMayClaim.js'
import { findGoal } from './findGoal.js'
import { paymentRefusal } from './paymentRefusal.js'
import { payReward, type Reached } from './payReward.js'

type Deps = Ledger & { readonly issuance: Issuance }

type Input = { readonly actor: Actor; readonly address: Address }

/**
 * Pays a user the rewards that were earned and could not be paid then, because a budget was exhausted or the user was flagged:
 * the oldest first, each in a transaction of its own, as far as the budgets go and while their season runs. A goal that was
 * closed since then pays what was earned with it.
 *
 * **Errors:** those of assertMayClaim; UNAVAILABLE, OUTCOME_UNKNOWN.
 */
export async function payOwedRewards(deps: Deps, { actor, address }: Input): Promise<void> {
  const author = { address, actor, cause: 'goal' as const }
  try {
    for (let paid = true; paid; ) {
      paid = false
      await commitChange(deps, author, async (trx, user) => {
        const owed = await findOwed(trx, user)
        if (owed === null) return null
        paid = true
        return [await payReward(trx, user, owed, deps.issuance)]
      })
    }
  } catch (error) {
    if (paymentRefusal(error) === null) throw error
  }
}

async function findOwed(trx: Knex.Transaction, user: LockedUser): Promise<Reached | null> {
  await assertMayClaim(trx, user)
  const { rows } = await trx.raw<{ rows: { goal_id: string; period: string }[] }>(
    `select p.goal_id, p.period from goal_progress p join goals g on g.id = p.goal_id
     where p.address = ? and p.steps >= g.steps and not exists (
       select from credits c where c.address = p.address and c.goal_id = p.goal_id and c.goal_period = p.period
     )
     order by p.period, p.goal_id`,
    [user.address],
  )
  for (const { goal_id, period } of rows) {
    const goal = await findGoal(trx, goal_id)
    if (goal.refusalAt(user.at) === null) return { goal, period }
  }
  return null
}
