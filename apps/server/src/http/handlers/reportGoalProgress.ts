import { reportGoalProgress } from '../../domain/reportGoalProgress.js'
import type { Handler } from '../Handler.js'

/** Answers reportGoalProgress: what the report came to, the first time and every time after. */
export function createReportGoalProgress(
  deps: Parameters<typeof reportGoalProgress>[0],
): Handler<'reportGoalProgress'> {
  return async function answerReportGoalProgress({ path, body }, { actor }) {
    const { report, replayed } = await reportGoalProgress(deps, { actor, goalId: path.goalId, report: body })
    const replay = replayed ? { headers: { 'Idempotency-Replayed': 'true' } } : {}
    return { status: 200, type: 'application/json', ...replay, body: report }
  }
}
