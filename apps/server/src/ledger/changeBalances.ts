import type { Address } from '@credits-server/onchain'
import type { Knex } from 'knex'
import type { ChangeAuthor, LockedUser } from './changeBalance.js'
import type { Fact } from './Fact.js'
import { insertEntries } from './insertEntries.js'
import { takeFromBudgets } from './takeFromBudgets.js'

/** Whose balances are changed together, and by whom. */
export type ChangeSubjects = ChangeAuthor & {
  /** Each once, in any order. */
  readonly addresses: readonly Address[]
  /** Whether an address that nobody has met gets a row; else it is left out. */
  readonly meet: boolean
}

/** Changes the rows of locked users, and returns what happened to whom; nothing happened to who is left out. */
export type ChangeUsers = (users: readonly LockedUser[]) => Promise<ReadonlyMap<Address, readonly Fact[]>>

/** What became of one user. */
export type UserChange = { readonly address: Address; readonly version: number; readonly changed: boolean }

/**
 * Changes what the balances of many users show, as changeBalance does that of one, in a number of statements that does not
 * depend on how many there are. The users are locked in the order of their addresses, so two such changes never wait for each
 * other; the one time of all of them is taken when the last is locked.
 *
 * **Errors:** those of `change`; SEASON_BUDGET_EXHAUSTED.
 *
 * @returns what became of each user who has a row.
 */
export async function changeBalances(
  trx: Knex.Transaction,
  { addresses, meet, actor, cause }: ChangeSubjects,
  change: ChangeUsers,
): Promise<UserChange[]> {
  const users = await lockUsers(trx, [...addresses].sort(), meet)
  const happened = await change(users)
  const changes = users.map((user) => ({ user, facts: happened.get(user.address) ?? [] }))
  const changed = changes.filter(({ facts }) => facts.length > 0)
  if (changed.length > 0) {
    await insertEntries(trx, { actor, cause }, changed)
    await trx.raw(moveStatement, [
      changed.map(({ user }) => user.address),
      changed.map(({ facts }) => facts.length),
      changed.map(({ user }) => user.at),
    ])
    await takeFromBudgets(
      trx,
      changed.flatMap(({ facts }) => facts),
    )
  }
  return changes.map(({ user: { address, version }, facts }) => ({
    address,
    version: version + facts.length,
    changed: facts.length > 0,
  }))
}

/** Counting the locked rows makes Postgres lock them all before it reads the time. */
const lockStatement = `
  with locked as materialized (
    select address, version, known_at, opted_out_at, last_at from users
    where address = any (?::text[]) order by address for update
  ),
  clock as materialized (select count(*) as users, clock_timestamp() as now from locked)
  select address, version, known_at, opted_out_at, date_trunc('milliseconds', greatest(clock.now, last_at)) as at
  from clock cross join locked`

const moveStatement = `
  update users set version = users.version + moved.facts, last_at = moved.at
  from unnest(?::text[], ?::integer[], ?::timestamptz[]) as moved(address, facts, at)
  where users.address = moved.address`

type UserRow = { address: Address; version: string; known_at: Date | null; opted_out_at: Date | null; at: Date }

async function lockUsers(trx: Knex.Transaction, sorted: Address[], meet: boolean): Promise<LockedUser[]> {
  if (meet) {
    await trx.raw('insert into users (address) select unnest(?::text[]) on conflict (address) do nothing', [sorted])
  }
  const { rows } = await trx.raw<{ rows: UserRow[] }>(lockStatement, [sorted])
  return rows.map(({ address, version, known_at: knownAt, opted_out_at: optedOutAt, at }) => ({
    address,
    version: Number(version),
    knownAt,
    optedOutAt,
    at,
  }))
}
