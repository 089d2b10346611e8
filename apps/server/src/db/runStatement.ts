import type { ReadStatement } from './openReadPool.js'
import { Session, type Transaction } from './Session.js'

/** One statement of the write path; its name makes Postgres plan it once per connection instead of once per call. */
export type WriteStatement = ReadStatement

/** Runs a named prepared statement in a transaction, with parameters `$1`, `$2` …, and returns its rows. */
export async function runStatement<Row>(
  trx: Transaction,
  { name, text }: WriteStatement,
  values: readonly unknown[],
): Promise<Row[]> {
  if (trx instanceof Session) return (await trx.run({ name, text, values: [...values] })).rows
  // knex hands its options on to pg; bindings of its own would be `?`, and would stand in the message of every error.
  const { rows } = await trx.raw<{ rows: Row[] }>(text).options({ name, values })
  return rows
}
