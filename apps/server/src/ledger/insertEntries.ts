import type { Knex } from 'knex'
import type { ChangeAuthor, LockedUser } from './changeBalance.js'
import type { Fact } from './Fact.js'

/** What happened to a locked user. */
export type UserFacts = { readonly user: LockedUser; readonly facts: readonly Fact[] }

/** Writes one entry for each fact, at the versions that follow the user's own. */
export async function insertEntries(
  trx: Knex.Transaction,
  { actor, cause }: ChangeAuthor,
  changes: readonly UserFacts[],
): Promise<void> {
  const rows = changes.flatMap(({ user, facts }) =>
    facts.map((fact, index) => ({
      address: user.address,
      version: user.version + index + 1,
      kind: fact.kind,
      credit_id: 'creditId' in fact ? fact.creditId : null,
      amount_wei: 'amountWei' in fact ? String(fact.amountWei) : '0',
      cause,
      actor,
      at: user.at,
    })),
  )
  for (let from = 0; from < rows.length; from += rowsPerInsert) {
    await trx('entries').insert(rows.slice(from, from + rowsPerInsert))
  }
}

/** Postgres takes 65,535 parameters in one statement. */
const rowsPerInsert = 500
