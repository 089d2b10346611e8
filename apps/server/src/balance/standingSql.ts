/**
 * SQL of the two things every public read asks first of `user` (an SQL expression): is the user flagged, is the user known.
 * `clock.now` is the moment the statement answers for ($2, or the database's clock); it is read once and after the rows became
 * visible.
 */
export const standingTables = (user = '$1') => `clock as materialized (
  select coalesce($2::timestamptz, clock_timestamp()) as now
),
-- One row, also without a flag. The newest active flag gives the reason.
flag as materialized (
  select (array_agg(f.message order by f.created_at desc, f.id desc))[1] as message, min(f.until) as next_until
  from flags f, clock
  where f.address = ${user} and f.ended_at is null and f.created_at <= now and (f.until is null or f.until > now)
)`

/** Needs `flag` and the user's row as `u`. */
export const standingColumns = `flag.message as flag_message,
  coalesce(u.known_at is not null and u.opted_out_at is null, false) as known`

/** What the two columns read as. */
export type StandingRow = { flag_message: string | null; known: boolean }
