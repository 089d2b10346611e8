import { mondayOf } from '../seasons/mondayOf.js'

const dayMs = 86_400_000
const weekMs = 7 * dayMs

/** Weekly goals of the real season 5 and what each pays. Source: the program's public terms. */
export const demoGoals = [
  { name: 'log-in', title: 'Log in on 3 separate days', steps: 3, rewardMana: '20' },
  { name: 'attend-events', title: 'Attend 2 events for 5 minutes or more', steps: 2, rewardMana: '10' },
  { name: 'weekly-location', title: "Visit the week's location", steps: 1, rewardMana: '5' },
  { name: 'emote-photo', title: 'Take a photo emoting with someone', steps: 1, rewardMana: '5' },
] as const

/** The name of a goal, the same in every season. */
export type DemoGoal = (typeof demoGoals)[number]['name']

/** The id of a goal, which is unique over all seasons. */
export const demoGoalId = ({ id }: Pick<DemoSeason, 'id'>, name: DemoGoal) => `s${id}-${name}`

export const demoBudgetMana = '640000'

/** A season of the demo. **Shape:** `endsAt` is the first moment after it. */
export type DemoSeason = {
  readonly id: number
  readonly startsAt: Date
  readonly endsAt: Date
  readonly graceDays: number
}

/** The season after `previous` that runs at `now`: five weeks from Monday to Sunday, of which two have passed if there is room. */
export function runningDemoSeason(now: Date, previous: Pick<DemoSeason, 'id' | 'endsAt'> | null): DemoSeason {
  const wished = mondayOf(now).getTime() - 2 * weekMs
  const startsAt = new Date(Math.max(wished, previous?.endsAt.getTime() ?? 0))
  return { id: (previous?.id ?? 4) + 1, startsAt, endsAt: new Date(startsAt.getTime() + 5 * weekMs), graceDays: 7 }
}

/** The season before the first running one, ended so long ago that its credits have expired. */
export function pastDemoSeason(running: DemoSeason): DemoSeason {
  const endsAt = new Date(running.startsAt.getTime() - 3 * weekMs)
  return { id: running.id - 1, startsAt: new Date(endsAt.getTime() - 7 * weekMs), endsAt, graceDays: 14 }
}

/** Until when the credits of a season can be spent. */
export function spendBy({ endsAt, graceDays }: DemoSeason): Date {
  return new Date(endsAt.getTime() + graceDays * dayMs)
}

/** The Mondays of a season that are not after `now`. */
export function startedWeeks({ startsAt, endsAt }: DemoSeason, now: Date): Date[] {
  const weeks: Date[] = []
  for (let at = startsAt.getTime(); at < endsAt.getTime() && at <= now.getTime(); at += weekMs) weeks.push(new Date(at))
  return weeks
}
