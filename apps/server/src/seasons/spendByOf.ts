const dayMs = 86_400_000

/** Returns when the credits of a season expire: its planned end and the days of grace. */
export function spendByOf({ endsAt, graceDays }: { readonly endsAt: Date; readonly graceDays: number }): Date {
  return new Date(endsAt.getTime() + graceDays * dayMs)
}
