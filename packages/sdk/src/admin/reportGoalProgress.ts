import type { GoalReport, operations } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'

/** An event to report. Source: the body of reportGoalProgress. */
export type GoalEvent = operations['reportGoalProgress']['requestBody']['content']['application/json']

export type ReportGoalProgressOptions = { readonly signal?: AbortSignal }

/** Calls reportGoalProgress; the event's name makes that it can be repeated. */
export async function reportGoalProgress(
  { calls, settings }: Api,
  goalId: string,
  event: GoalEvent,
  { signal }: ReportGoalProgressOptions = {},
): Promise<GoalReport> {
  const headers = await settings.headers()
  const params = { path: { goalId } }
  return sendRequest(settings, { signal, isAnswer: isGoalReport }, (signal) =>
    calls.POST('/goals/{goalId}/progress', { params, headers, body: event, signal }),
  )
}

function isGoalReport(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'isCompleted' in value
}
