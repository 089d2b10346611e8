import type { ErrorCode, GoalReport } from '@credits-server/contract'
import { type Address, hasValidChecksum } from '@credits-server/onchain'
import type { Knex } from 'knex'
import { aimAt } from '../audit/Author.js'
import { CreditsError } from '../errors/CreditsError.js'
import type { LockedUser } from '../ledger/changeBalance.js'
import { commitChange, type Ledger } from '../ledger/commitChange.js'
import type { Fact } from '../ledger/Fact.js'
import type { Issuance } from '../voucher/signVoucher.js'
import { underAllowance } from '../voucher/underAllowance.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'
import { findGoal, type Goal } from './findGoal.js'
import { type CountedReport, findReport, insertReport, presentReport } from './goalReports.js'
import { isFlagged } from './isFlagged.js'
import { paymentRefusal } from './paymentRefusal.js'
import { findReward, payReward, type Reached } from './payReward.js'

type Deps = Ledger & { readonly issuance: Issuance }

type Input = {
  readonly actor: Actor
  readonly goalId: string
  readonly report: {
    /** The address as it was typed: its checksum is judged, because money may go to it. */
    readonly address: string
    readonly eventId: string
    readonly steps?: number
  }
}

type Result = { readonly report: GoalReport; readonly replayed: boolean }

/**
 * Counts an event towards a goal, once for ever, and pays the goal's reward when its steps are reached: in the same transaction,
 * a credit that waits to be claimed. The period is the one of the moment after the user's lock, which never runs back.
 *
 * An event is never lost to what the user cannot help: without budget, above the signer's caps, or while the user is flagged, it
 * counts, the goal is complete, and the reward stays owed (payOwedRewards). What is refused counts nothing and is not remembered.
 *
 * **Errors:** FORBIDDEN; EVENT_ID_REUSED; BAD_CHECKSUM; GOAL_NOT_FOUND, USER_NOT_FOUND, RECIPIENT_OPTED_OUT; SEASON_CLOSED,
 * SEASON_NOT_RUNNING, SEASON_PAUSED; GOAL_CLOSED; UNAVAILABLE, OUTCOME_UNKNOWN.
 * **Source:** reportGoalProgress.
 */
export async function reportGoalProgress(deps: Deps, input: Input): Promise<Result> {
  authorise(input.actor, 'goals:report')
  try {
    return await underAllowance(deps.issuance, (issuance) => count({ ...deps, issuance }, input, null))
  } catch (error) {
    const refusal = paymentRefusal(error)
    if (refusal?.kind !== 'budget') throw error
    // The budget is asked last of all and took everything back with it, and so did the signer; now the event counts without the
    // reward.
    return await count(deps, input, refusal.code)
  }
}

async function count(deps: Deps, { actor, goalId, report }: Input, exhausted: ErrorCode | null): Promise<Result> {
  const { eventId, steps = 1 } = report
  const address = report.address.toLowerCase() as Address
  const event = { client: actor.client, eventId, address, goalId, steps }
  let result: Result | undefined
  await commitChange(deps, { address, actor: aimAt(actor, address, { goalId }), cause: 'goal' }, async (trx, user) => {
    const earlier = await findReport(trx, event)
    if (earlier) {
      if (!isSame(earlier, event)) throw new CreditsError('EVENT_ID_REUSED')
      result = { report: presentReport(earlier), replayed: true }
      return null
    }
    if (!hasValidChecksum(report.address)) throw new CreditsError('BAD_CHECKSUM')
    const goal = await findGoal(trx, goalId)
    assertMayEarn(user, goal)
    const reached = { goal, period: goal.periodOf(user.at) }
    const doneSteps = await addSteps(trx, user, reached, steps)
    const reward = await pay(trx, user, { ...reached, doneSteps, exhausted }, deps.issuance)
    const isCompleted = reward.creditId !== null || reward.unpaidBecause !== null
    const counted = {
      ...event,
      period: reached.period,
      totalSteps: goal.steps,
      completedSteps: isCompleted ? goal.steps : doneSteps,
      creditId: reward.creditId,
      unpaidBecause: reward.unpaidBecause,
    }
    if (!(await insertReport(trx, counted, user.at))) throw new CreditsError('EVENT_ID_REUSED')
    result = { report: presentReport(counted), replayed: false }
    return reward.facts
  })
  if (result === undefined) throw new Error('a report came to nothing')
  return result
}

type Event = Pick<CountedReport, 'client' | 'eventId' | 'address' | 'goalId' | 'steps'>

function isSame(earlier: Event, { address, goalId, steps }: Event): boolean {
  return earlier.address === address && earlier.goalId === goalId && earlier.steps === steps
}

/**
 * Only who has joined can earn, because nobody is followed who did not ask for it. A flagged user can: a flag may be
 * a mistake, and a week does not come back.
 */
function assertMayEarn({ knownAt, optedOutAt, at }: LockedUser, goal: Goal): void {
  if (knownAt === null) throw new CreditsError('USER_NOT_FOUND')
  if (optedOutAt !== null) throw new CreditsError('RECIPIENT_OPTED_OUT')
  const refusal = goal.refusalAt(at)
  if (refusal !== null) throw new CreditsError(refusal)
  if (goal.isClosed) throw new CreditsError('GOAL_CLOSED')
}

/** Adds steps to what the user has done in a period, and keeps the time, so that the user's next report is not in an earlier one. */
async function addSteps(
  trx: Knex.Transaction,
  { address, at }: LockedUser,
  { goal, period }: Reached,
  steps: number,
): Promise<number> {
  const { rows } = await trx.raw<{ rows: { steps: string }[] }>(
    `insert into goal_progress (address, goal_id, period, steps) values (?, ?, ?, ?)
     on conflict (address, goal_id, period) do update set steps = goal_progress.steps + excluded.steps
     returning steps`,
    [address, goal.id, period, steps],
  )
  await trx('users').where({ address }).update({ last_at: at })
  return Number(rows[0]?.steps)
}

type Reward = {
  readonly creditId: string | null
  readonly unpaidBecause: ErrorCode | null
  readonly facts: readonly Fact[]
}

type Done = Reached & { readonly doneSteps: number; readonly exhausted: ErrorCode | null }

async function pay(trx: Knex.Transaction, user: LockedUser, done: Done, issuance: Issuance): Promise<Reward> {
  const paidBefore = await findReward(trx, user, done)
  if (paidBefore !== null || done.doneSteps < done.goal.steps) {
    return { creditId: paidBefore, unpaidBecause: null, facts: [] }
  }
  const flagged = (await isFlagged(trx, user.address, user.at)) ? ('RECIPIENT_FLAGGED' as const) : null
  const unpaidBecause = flagged ?? done.exhausted
  if (unpaidBecause !== null) return { creditId: null, unpaidBecause, facts: [] }
  const fact = await payReward(trx, user, done, issuance)
  return { creditId: fact.creditId, unpaidBecause: null, facts: [fact] }
}
