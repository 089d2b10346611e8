import type { ReadStatement } from '../db/openReadPool.js'
import { creditJson, manaNumber, momentText, secondText, unixMs, unixSeconds } from './creditJson.js'
import { standingColumns, standingTables } from './standingSql.js'

/**
 * Stands between two credits in `credits`. JSON text cannot hold it (control characters are escaped there), so one text
 * carries the list for every filter.
 */
export const creditSeparator = '\u001e'

/** What a balance is made from: the tables, and when a signature is shown. */
type BalanceSource = {
  readonly credits: string
  readonly entries: string
  readonly isShown?: string
  /** Whose it is, an SQL expression; $1 unless given. */
  readonly user?: string
}

/** SQL of the tables `spendable`, `mark`, `total` and `change` of a user; needs `clock`. */
export const balanceTables = ({
  credits,
  entries,
  isShown,
  user = '$1',
}: BalanceSource) => `-- Claimed, unrevoked, something left, not expired: what can be spent now.
spendable as materialized (
  select c.value_wei - c.spent_wei as left_wei, c.expires_at, c.created_at, c.id, ${creditJson('c', 'now', isShown)} as json
  from ${credits} c, clock
  where c.address = ${user} and c.claimed_at is not null and c.revoked_at is null and c.spent_wei < c.value_wei
    and c.expires_at > now
),
mark as (
  select coalesce(${unixSeconds('max(c.expires_at)')}, 0) as mark
  from ${credits} c, clock
  where c.address = ${user} and c.claimed_at is not null and c.revoked_at is null and c.spent_wei < c.value_wei
    and c.expires_at <= now
),
total as (
  select coalesce(sum(left_wei), 0) as wei, min(expires_at) as next_expiry_at,
    coalesce(string_agg(json, E'\\x1e' order by expires_at, created_at, id), '') as credits
  from spendable
),
change as (
  select coalesce(string_agg(json, ',' order by version desc), '') as changes
  from (
    select e.version, '{"version":' || e.version || ',"kind":"' || e.kind || '"'
      || coalesce(',"creditId":"' || e.credit_id || '"', '')
      || ',"amountWei":"' || e.amount_wei || '","at":"' || ${momentText('e.at')} || '"'
      || coalesce(',"cause":"' || e.cause || '"', '') || '}' as json
    from ${entries} e
    where e.address = ${user}
    order by e.version desc
    limit 8
  ) last
)`

/** SQL of the properties of a balance beside its credits; `version` is an SQL expression. */
export const balanceRest = (version: string) => `'"totalCredits":' || ${manaNumber('total.wei')}
    || ',"totalCreditsWei":"' || total.wei
    || '","version":' || ${version}
    || ',"snapshotId":"' || l.epoch || '.' || ${version} || '.' || mark.mark
    || '","nextExpiryAt":' || coalesce('"' || ${secondText('total.next_expiry_at')} || '"', 'null')
    || ',"changes":[' || change.changes || ']'`

/**
 * Reads everything balances are made of in one statement, so that id and body are of one moment; a row for each of the addresses
 * $1. $2 is the time to answer for; null is the database's clock, read after the rows became visible.
 *
 * `mark` and `stale_at_ms` are the two ends of the time in which, at this version, the body stays the same.
 */
export const snapshotStatement: ReadStatement = {
  name: 'snapshots',
  text: `
select asked.address, balance.* from unnest($1::text[]) asked (address) cross join lateral (
with ${standingTables('asked.address')},
${balanceTables({ credits: 'credits', entries: 'entries', user: 'asked.address' })}
select ${standingColumns},
  l.epoch,
  u.version,
  mark.mark,
  ${momentText('clock.now')} as now,
  ${unixMs('clock.now')} as database_ms,
  ${unixMs('least(total.next_expiry_at, flag.next_until)')} as stale_at_ms,
  total.credits,
  ${balanceRest('u.version')} as rest
from clock cross join flag cross join ledger_identity l cross join mark cross join total cross join change
left join users u on u.address = asked.address
) balance`,
}
