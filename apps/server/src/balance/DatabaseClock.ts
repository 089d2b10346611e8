/**
 * A reading of the database's clock, the only one that decides about money.
 *
 * **Units:** milliseconds: `databaseMs` since 1970 by the database's clock, `localMs` of performance.now(). `localMs` is taken
 * before the database is asked, so that a deadline made from it can be early, never late.
 */
export type DatabaseClock = { readonly databaseMs: number; readonly localMs: number }

/** Returns when, on the clock of performance.now(), the database's clock will show `databaseMs`. */
export function localDeadline({ databaseMs, localMs }: DatabaseClock, atDatabaseMs: number): number {
  return localMs + (atDatabaseMs - databaseMs)
}
