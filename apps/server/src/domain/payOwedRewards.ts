import type { Address } from '@credits-server/onchain'
import type { Knex } from 'knex'
import type { LockedUser } from '../ledger/changeBalance.js'
import { commitChange, type Ledger } from '../ledger/commitChange.js'
import type { Issuance } from '../voucher/signVoucher.js'
import { underAllowance } from '../voucher/underAllowance.js'
import type { Actor } from './Actor.js'
import { assertMayClaim } from './assertMayClaim.js'
import { findGoal } from './findGoal.js'
import { paymentRefusal } from './paymentRefusal.js'
import { payReward, type Reached } from './payReward.js'

type Deps = Ledger & { readonly issuance: Issuance }

type Input = { readonly actor: Actor; readonly address: Address }

/**
 * Pays a user the rewards that were earned and could not be paid then, because a budget or the signer was exhausted or the user
 * was flagged: the oldest first, each in a transaction of its own, while their season runs. One that the budget does not cover stays owed,
 * and leaves what there is to those behind it. A goal that was closed since then pays what was earned with it.
 *
 * **Errors:** those of assertMayClaim; UNAVAILABLE, OUTCOME_UNKNOWN.
 */
export async function payOwedRewards(deps: Deps, { actor, address }: Input): Promise<void> {
  const author = { address, actor, cause: 'goal' as const }
  const refused = new Set<string>()
  for (;;) {
    let owed: Reached | null = null
    try {
      await underAllowance(deps.issuance, (issuance) =>
        commitChange(deps, author, async (trx, user) => {
          owed = await findOwed(trx, user, refused)
          return owed && [await payReward(trx, user, owed, issuance)]
        }),
      )
      if (owed === null) return
    } catch (error) {
      // The season was paused or closed at this very moment, or its budget or the signer has not that much.
      if (owed === null || paymentRefusal(error) === null) throw error
      refused.add(nameOf(owed))
    }
  }
}

/** Periods have no blank. */
const nameOf = ({ goal, period }: Reached) => `${period} ${goal.id}`

async function findOwed(
  trx: Knex.Transaction,
  user: LockedUser,
  refused: ReadonlySet<string>,
): Promise<Reached | null> {
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
    if (goal.refusalAt(user.at) === null && !refused.has(nameOf({ goal, period }))) return { goal, period }
  }
  return null
}
