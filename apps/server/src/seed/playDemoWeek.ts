import { claimCredits } from '../domain/claimCredits.js'
import { registerUser } from '../domain/registerUser.js'
import { reportGoalProgress } from '../domain/reportGoalProgress.js'
import type { Ledger } from '../ledger/commitChange.js'
import { mondayOf } from '../seasons/mondayOf.js'
import type { Issuance } from '../voucher/signVoucher.js'
import { type DemoGoal, type DemoSeason, demoGoalId } from './demoSeason.js'
import { demoUsers } from './demoUsers.js'

type Deps = Ledger & { readonly issuance: Issuance }
type Input = { readonly season: DemoSeason; readonly now: Date }

const { address } = demoUsers.earning
const actor = { client: 'demo', scopes: ['users:write', 'goals:report', 'claims:write'] } as const

/**
 * Lets a demo user play this week through the operations that everybody's play goes through: one reward is claimed, one waits
 * to be claimed, one goal is half done. Each event has its name, so playing the week again adds nothing.
 *
 * **Errors:** those of reportGoalProgress and claimCredits.
 */
export async function playDemoWeek(deps: Deps, { season, now }: Input): Promise<void> {
  const report = async (goal: DemoGoal, steps: number) => {
    const goalId = demoGoalId(season, goal)
    const eventId = `seed:${goalId}:${mondayOf(now).toISOString().slice(0, 10)}`
    const { report } = await reportGoalProgress(deps, { actor, goalId, report: { address, eventId, steps } })
    return report.creditId
  }
  await registerUser(deps, { actor, address })
  await report('log-in', 3)
  await report('attend-events', 1)
  const reward = await report('weekly-location', 1)
  if (reward !== undefined) await claimCredits(deps, { actor, address, creditIds: [reward] })
}
