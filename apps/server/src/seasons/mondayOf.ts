const dayMs = 86_400_000

/** Returns Monday 00:00 UTC of the week that holds `time`. */
export function mondayOf(time: Date): Date {
  const day = Math.floor(time.getTime() / dayMs)
  // 1970-01-01 was a Thursday: day 4 was the first Monday.
  return new Date((day - ((((day - 4) % 7) + 7) % 7)) * dayMs)
}
