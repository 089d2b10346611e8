import type { ErrorCode, GoalReport } from '@credits-server/contract'
import type { Address } from '@credits-server/onchain'
import type { Knex } from 'knex'

/** A report that was counted, and what it came to. */
export type CountedReport = {
  /** Who reported it; with the event it is a name for ever. */
  readonly client: string
  readonly eventId: string
  readonly address: Address
  readonly goalId: string
  readonly steps: number
  readonly period: string
  readonly totalSteps: number
  readonly completedSteps: number
  /** The credit that is the reward, if it was granted by then. */
  readonly creditId: string | null
  /** What kept the reward from being granted. */
  readonly unpaidBecause: ErrorCode | null
}

/** Finds what a client has reported under the name of an event. */
export async function findReport(
  trx: Knex.Transaction,
  { client, eventId }: Pick<CountedReport, 'client' | 'eventId'>,
): Promise<CountedReport | null> {
  const row = await trx('goal_reports').where({ client, event_id: eventId }).first()
  if (!row) return null
  return {
    client,
    eventId,
    address: row.address,
    goalId: row.goal_id,
    steps: row.steps,
    period: row.period,
    totalSteps: row.total_steps,
    completedSteps: row.completed_steps,
    creditId: row.credit_id,
    unpaidBecause: row.unpaid_because,
  }
}

/**
 * Keeps a report for ever. Returns false if the client has meanwhile reported the event of another user: a report of the same user
 * waits for the user's row.
 */
export async function insertReport(trx: Knex.Transaction, report: CountedReport, at: Date): Promise<boolean> {
  const inserted = await trx('goal_reports')
    .insert({
      client: report.client,
      event_id: report.eventId,
      address: report.address,
      goal_id: report.goalId,
      period: report.period,
      steps: report.steps,
      total_steps: report.totalSteps,
      completed_steps: report.completedSteps,
      credit_id: report.creditId,
      unpaid_because: report.unpaidBecause,
      at,
    })
    .onConflict(['client', 'event_id'])
    .ignore()
    .returning('event_id')
  return inserted.length === 1
}

/** Presents a report as it is answered, the first time and every time after. */
export function presentReport(report: CountedReport): GoalReport {
  const { eventId, address, goalId, period, totalSteps, completedSteps, creditId, unpaidBecause } = report
  return {
    eventId,
    address,
    goalId,
    period,
    progress: { totalSteps, completedSteps },
    isCompleted: completedSteps === totalSteps,
    ...(creditId === null ? {} : { creditId }),
    ...(unpaidBecause === null ? {} : { unpaidBecause }),
  }
}
