import { mondayOf } from './mondayOf.js'

/** Where a season stands in its weeks, as the contract tells it. **Units:** seconds. */
export type SeasonClock = {
  /** How many weeks, Monday to Sunday, it has a part of as it is planned. */
  readonly amountOfWeeks: number
  /** Until it is over; 0 if it is. */
  readonly timeLeft: number
  /** Which week it is, from 1 on, and what is left of it; only while it runs. */
  readonly week?: number
  readonly weekTimeLeft?: number
}

type Dates = { readonly startsAt: Date; readonly endsAt: Date; readonly overAt: Date }

const weekMs = 7 * 86_400_000

/**
 * Tells the weeks of a season at `now`. Weeks are Monday 00:00:00 to Sunday 23:59:59 UTC whenever the season starts: its
 * first and last may be parts of one. A second that has begun counts, so that 0 is left only when it is over.
 */
export function seasonClock({ startsAt, endsAt, overAt }: Dates, now: Date): SeasonClock {
  const firstMonday = mondayOf(startsAt).getTime()
  const weekOf = (time: number) => (mondayOf(new Date(time)).getTime() - firstMonday) / weekMs + 1
  const secondsUntil = (time: number) => Math.max(0, Math.ceil((time - now.getTime()) / 1_000))
  // The end is the first moment after it: a season that ends on a Monday has nothing of that week.
  const told = { amountOfWeeks: weekOf(endsAt.getTime() - 1), timeLeft: secondsUntil(overAt.getTime()) }
  if (now < startsAt || now >= overAt) return told
  const nextMonday = mondayOf(now).getTime() + weekMs
  return {
    ...told,
    week: weekOf(now.getTime()),
    weekTimeLeft: secondsUntil(Math.min(nextMonday, overAt.getTime())),
  }
}
