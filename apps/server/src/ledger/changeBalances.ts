import type { Address } from '@credits-server/onchain'
import { runStatement } from '../db/runStatement.js'
import { ahead, type Transaction } from '../db/Session.js'
import type { Hint } from '../hints/Hints.js'
import type { Fact } from './Fact.js'
import { takeFromBounds } from './takeFromBounds.js'

/** Who or what makes a change. */
export type ChangeAuthor = {
  readonly actor: string
  readonly cause: 'operator' | 'goal' | 'chain' | 'demo' | null
}

/** A user whose row is locked until the end of the transaction. */
export type LockedUser = {
  readonly address: Address
  readonly version: number
  readonly knownAt: Date | null
  readonly optedOutAt: Date | null
  /** The one time of this operation, whole milliseconds; never before the user's last one. */
  readonly at: Date
}

/** Whose balances are changed, and by whom. */
export type ChangesSubject = ChangeAuthor & {
  readonly addresses: readonly Address[]
  /** Tells a history of the past; only the demo's seed has one. */
  readonly at?: Date
  /**
   * Most that the actor may grant in a day, null without limit; given wherever a client with a key grants what it likes. Left
   * out, nothing is counted.
   */
  readonly dailyQuotaWei?: bigint | null | undefined
  /** Takes what was granted from what bounds it, in place of takeFromBounds. */
  readonly takeCounters?: (trx: Transaction, facts: readonly Fact[], at: Date) => Promise<void>
}

/** What happened to a locked user, in its order. */
export type UserFacts = { readonly user: LockedUser; readonly facts: readonly Fact[] }

/**
 * Changes what the balances of users show: locks the users in the order of their addresses, lets `change` change the rows,
 * writes one entry for each fact it returns and moves the versions, all in the caller's transaction and in a few statements
 * however many users there are. No facts, no change. A user who is not there yet gets a row, unless nothing comes of it.
 *
 * The time is taken once and after the locks: `now()` is the transaction's start, and under a lock wait version 2 would get
 * an earlier time than version 1.
 *
 * **Errors:** those of `change`; those of takeFromBounds.
 *
 * @returns the version afterwards of each user of whom `change` told something.
 */
export async function changeBalances(
  trx: Transaction,
  { addresses, actor, cause, at, dailyQuotaWei, takeCounters }: ChangesSubject,
  change: (users: ReadonlyMap<Address, LockedUser>) => Promise<readonly UserFacts[]>,
): Promise<Hint[]> {
  const { users, made } = await lockUsers(trx, addresses, at)
  const changes = await change(users)
  const moved = changes.filter(({ facts }) => facts.length > 0)
  for (let from = 0; from < moved.length; from += usersPerStatement) {
    await writeFacts(trx, moved.slice(from, from + usersPerStatement), { actor, cause })
  }
  if (made.length > moved.length) await runStatement(trx, dropUnused, [made])
  // Last in the order of locks: these are the rows that all grants of a client or a season meet at, held until the commit.
  if (moved.length > 0) {
    const facts = moved.flatMap((one) => one.facts)
    if (takeCounters) await takeCounters(trx, facts, latestOf(moved))
    else await takeFromBounds(trx, { client: actor, dailyQuotaWei }, facts, latestOf(moved))
  }
  return changes.map(({ user, facts }) => ({ address: user.address, version: user.version + facts.length }))
}

/** Each has the one time of the operation, unless its own last one was later. */
const latestOf = (moved: readonly UserFacts[]) => new Date(Math.max(...moved.map(({ user }) => user.at.getTime())))

/** Far less than a statement's 5 s, on a slow machine too. */
const usersPerStatement = 1_000

/**
 * All new rows come first and the locks after them, both in the order of addresses: so do all transactions, and none can hold
 * what another waits for while it waits itself.
 */
const makeUsers = {
  name: 'make-users',
  text: `insert into users (address) select address from unnest($1::text[]) address
    on conflict (address) do nothing returning address`,
}

/** The time is read when all are locked: counting them comes after the last lock, and the clock after the count. */
const lockUsersStatement = {
  name: 'lock-users',
  text: `with locked as materialized (
    select address, version, known_at, opted_out_at, last_at from users
    where address = any($1::text[]) order by address for update
  ), clock as materialized (
    select coalesce($2::timestamptz, clock_timestamp()) as now from (select count(*) from locked) counted
  )
  select address, version, known_at, opted_out_at, date_trunc('milliseconds', greatest(now, last_at)) as at
  from locked, clock`,
}

type UserRow = { address: Address; version: string; known_at: Date | null; opted_out_at: Date | null; at: Date }

async function lockUsers(trx: Transaction, addresses: readonly Address[], at: Date | undefined) {
  const sorted = [...new Set(addresses)].sort()
  const making = ahead(runStatement<{ address: Address }>(trx, makeUsers, [sorted]))
  const rows = await runStatement<UserRow>(trx, lockUsersStatement, [sorted, at ?? null])
  const made = await making
  const users = new Map<Address, LockedUser>()
  for (const { address, version, known_at, opted_out_at, at } of rows) {
    users.set(address, { address, version: Number(version), knownAt: known_at, optedOutAt: opted_out_at, at })
  }
  return { users, made: made.map(({ address }) => address) }
}

/** A user who was only ever flagged becomes known by the first grant. */
const writeFactsStatement = {
  name: 'write-facts',
  text: `with written as (
    insert into entries (address, version, kind, credit_id, amount_wei, cause, actor, at, reason)
    select address, version, kind, credit_id, amount_wei, $7, $8, at, reason
    from unnest($1::text[], $2::bigint[], $3::text[], $4::uuid[], $5::numeric[], $6::timestamptz[], $13::text[])
      fact (address, version, kind, credit_id, amount_wei, at, reason)
  )
  update users set version = moved.version, last_at = moved.at,
    known_at = case when moved.granted then coalesce(users.known_at, moved.at) else users.known_at end
  from unnest($9::text[], $10::bigint[], $11::timestamptz[], $12::boolean[]) moved (address, version, at, granted)
  where users.address = moved.address`,
}

async function writeFacts(
  trx: Transaction,
  moved: readonly UserFacts[],
  { actor, cause }: ChangeAuthor,
): Promise<void> {
  const entries = moved.flatMap(({ user, facts }) => facts.map((fact, index) => ({ user, fact, index })))
  await runStatement(trx, writeFactsStatement, [
    entries.map(({ user }) => user.address),
    entries.map(({ user, index }) => user.version + index + 1),
    entries.map(({ fact }) => fact.kind),
    entries.map(({ fact }) => ('creditId' in fact ? fact.creditId : null)),
    entries.map(({ fact }) => ('amountWei' in fact ? String(fact.amountWei) : '0')),
    entries.map(({ user }) => user.at.toISOString()),
    cause,
    actor,
    moved.map(({ user }) => user.address),
    moved.map(({ user, facts }) => user.version + facts.length),
    moved.map(({ user }) => user.at.toISOString()),
    moved.map(({ facts }) => facts.some(({ kind }) => kind === 'granted')),
    entries.map(({ fact }) => ('reason' in fact ? fact.reason : null)),
  ])
}

/** What was made here and still has nothing: a refused grant creates no user. */
const dropUnused = {
  name: 'drop-unused-users',
  text: `delete from users where address = any($1::text[]) and version = 0 and known_at is null and opted_out_at is null`,
}
