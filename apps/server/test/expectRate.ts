import { expect } from 'vitest'

/** A request and what it was answered. **Units:** times are of performance.now(). */
export type RatedAnswer = { readonly status: number; readonly sentAtMs: number; readonly answeredAtMs: number }

/** Sends requests of one kind, one after another in each of some rows, until `enough` says so and the last one is refused. */
export async function flood(
  ask: (turn: number) => Promise<number>,
  { rows = 8, enough }: { readonly rows?: number; enough(answers: readonly RatedAnswer[]): boolean },
): Promise<RatedAnswer[]> {
  const answers: RatedAnswer[] = []
  let turn = 0
  const askOnce = async () => {
    const sentAtMs = performance.now()
    const status = await ask(turn++)
    answers.push({ status, sentAtMs, answeredAtMs: performance.now() })
    return status
  }
  const row = async () => {
    while (!enough(answers)) await askOnce()
  }
  await Promise.all(Array.from({ length: rows }, row))
  // Without a limit none is refused, and the rate does not hold.
  for (let tries = 0; tries < 1_000; tries++) if ((await askOnce()) === 429) break
  return answers
}

/**
 * Expects of a flood of requests, from a full bucket to a refusal, that so many were let through as the rate says, give or take
 * one. No time is asserted: what the rate allows follows from when the requests were sent and answered, however slow they were.
 */
export function expectRate(answers: readonly RatedAnswer[], perSecond: number): string {
  const passed = answers.filter(({ status }) => status !== 429).length
  const refused = answers.filter(({ status }) => status === 429)
  const times = answers.map(({ answeredAtMs }) => answeredAtMs).sort((a, b) => a - b)
  const beganMs = Math.min(...answers.map(({ sentAtMs }) => sentAtMs))
  const most = perSecond + ((times.at(-1) ?? 0) - beganMs) * (perSecond / 1_000)
  // Before the first refusal the bucket may have been full still; and a second without a request fills it again.
  const emptyMs = Math.min(...refused.map(({ answeredAtMs }) => answeredAtMs))
  const lastMs = Math.max(...refused.map(({ sentAtMs }) => sentAtMs))
  const gaps = times.map((ms, index) => ms - (times[index - 1] ?? ms)).filter((ms) => ms > 900)
  const fullMs = gaps.reduce((sum, ms) => sum + ms, 0)
  const least = perSecond + (lastMs - emptyMs - fullMs) * (perSecond / 1_000) - 1
  const told = `${passed} of ${answers.length} passed, ${least.toFixed(2)} to ${most.toFixed(2)} by the rate`
  expect([passed >= least, passed <= most + 1], told).toEqual([true, true])
  return told
}
