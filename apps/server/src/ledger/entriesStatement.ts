import { momentText, unixMs } from '../balance/creditJson.js'
import { standingColumns, standingTables } from '../balance/standingSql.js'
import type { ReadStatement } from '../db/openReadPool.js'

/** What entries did to one credit; nulls where there are none. */
export const doneToCredit = `sum(case kind when 'spent' then amount_wei when 'restored' then -amount_wei end) as spent_wei,
    bool_or(kind in ('granted', 'claimed')) as claimed,
    bool_or(kind = 'revoked') as revoked`

/** The credit `c` as it was before what is in `later`. */
const leftWei = '(c.value_wei - c.spent_wei + coalesce(later.spent_wei, 0))'
const wasClaimed = '(c.claimed_at is not null and later.claimed is not true)'
const wasRevoked = '(c.revoked_at is not null and later.revoked is not true)'

/** Stands in a place for the credit where there is none. */
const noCredit = "'00000000-0000-0000-0000-000000000000'::uuid"

/** Whether a place (three SQL expressions) is behind the one that the page begins at. */
const isBehind = (place: string) => `($3::timestamptz is null or (${place}) < ($3::timestamptz, $4::bigint, $5::uuid))`

/** One more than a page tells whether there is another. */
const pageAndOne = '$6::int + 1'

/** What is asked of the user, and what an item has beside what everybody may read: its columns and their JSON text. */
type Extra = {
  readonly standing: string
  readonly written: string
  readonly columns: string
  readonly computed: string
  readonly json: string
}

/**
 * Presents the statement that reads one page of a user's history, newest first. $1 is the address, $2 the time to answer for (null is the database's
 * clock); $3, $4 and $5 are the place behind which the page begins (null begins it with the newest), $6 is its length.
 *
 * A place is (time, version, credit), and the order of places is the order of the history. What is computed has version 0 there:
 * from its second on a credit is expired, so its item comes after everything earlier and before every entry of that second, and
 * ids order the credits of one second. A place never changes, so pages fit together whatever is written meanwhile.
 *
 * No page walks through the whole history: each source gives a page and one more; what could be spent after the newest item
 * is one sum, over the credits as they are without what was done to them later; and the rest of the page follows from it.
 */
const presentStatement = (extra: Extra) => `
with ${standingTables()},
-- A user's time never runs back, even if the database's clock does.
horizon as materialized (
  select greatest(now, (select last_at from users where address = $1)) as ends from clock
),
-- Each entry with what it added to, or took from, what could be spent.
written as (
  select e.at, e.version, e.kind, e.credit_id, e.amount_wei, e.cause,
    case
      -- A late truth moves nothing: the expiry has taken what was left.
      when c.id is null or c.expires_at <= e.at or not ${wasClaimed} then 0
      when e.kind = 'revoked' then -${leftWei}
      when ${wasRevoked} then 0
      when e.kind in ('granted', 'claimed') then ${leftWei}
      when e.kind = 'spent' then -e.amount_wei
      when e.kind = 'restored' then e.amount_wei
    end as moved_wei${extra.written}
  from (
    select * from entries where address = $1 and ${isBehind(`at, version, coalesce(credit_id, ${noCredit})`)}
    order by version desc
    limit ${pageAndOne}
  ) e
  left join credits c on c.id = e.credit_id
  cross join lateral (select ${doneToCredit} from entries where credit_id = e.credit_id and version > e.version) later
),
-- In order before the join, so that it stops at the end of the page.
expired as (
  select c.expires_at as at, c.id, ${leftWei} as left_wei
  from (
    select credits.* from credits, horizon
    where address = $1 and expires_at <= ends and ${isBehind('expires_at, 0, id')}
    order by expires_at desc, id desc
  ) c
  cross join lateral (select ${doneToCredit} from entries where credit_id = c.id and at >= c.expires_at) later
  where ${wasClaimed} and not ${wasRevoked} and ${leftWei} > 0
  order by c.expires_at desc, c.id desc
  limit ${pageAndOne}
),
-- Unclaimed and unrevoked at claim_by. What was granted after it never waited to be claimed.
lapsed as (
  select claim_by as at, id, value_wei
  from credits, horizon
  where address = $1 and claim_by <= ends and ${isBehind('claim_by, 0, id')} and created_at < claim_by
    and coalesce(claimed_at >= claim_by, true) and coalesce(revoked_at >= claim_by, true)
  order by claim_by desc, id desc
  limit ${pageAndOne}
),
-- Flags that end together are one item, as flags that are lifted together are one entry.
ended as (
  select distinct until as at
  from flags, horizon
  where address = $1 and ended_at is null and until <= ends and ${isBehind(`until, 0, ${noCredit}`)}
),
item as (
  select at, version, kind, credit_id, amount_wei, cause, moved_wei${extra.columns} from written
  union all
  select at, 0, 'expired', id, left_wei, null, -left_wei${extra.computed} from expired
  union all
  select at, 0, 'lapsed', id, value_wei, null, 0${extra.computed} from lapsed
  union all
  select at, 0, 'unflagged', null, 0, null, 0${extra.computed} from ended
),
placed as (
  select *, row_number() over (order by at desc, version desc, credit desc) as nth,
    max(version) over (order by at, version, credit) as last_version
  from (select *, coalesce(credit_id, ${noCredit}) as credit from item) item
),
newest as materialized (
  select * from placed where nth = 1
),
spendable as (
  select coalesce(sum(${leftWei}), 0) as wei
  from newest join credits c on (c.expires_at, 0, c.id) > (newest.at, newest.version, newest.credit)
  left join (
    select credit_id, ${doneToCredit} from entries
    where address = $1 and version > (select last_version from newest)
    group by credit_id
  ) later on later.credit_id = c.id
  where c.address = $1 and ${wasClaimed} and not ${wasRevoked}
),
told as (
  select placed.*, spendable.wei - coalesce(sum(moved_wei) over newer, 0) as balance_wei
  from placed cross join spendable
  where nth <= ${pageAndOne}
  window newer as (order by nth rows between unbounded preceding and 1 preceding)
),
page as (
  select count(*) > $6 as is_followed,
    coalesce(string_agg('{"version":' || last_version || ',"kind":"' || kind || '"'
      || coalesce(',"creditId":"' || credit_id || '"', '')
      || ',"amountWei":"' || amount_wei || '","at":"' || ${momentText('at')} || '"'
      || coalesce(',"cause":"' || cause || '"', '')${extra.json}
      || ',"balanceAfterWei":"' || balance_wei || '"'
      || case version when 0 then ',"computed":true' else '' end || '}', ',' order by nth) filter (where nth <= $6), '') as entries
  from told
)
select ${extra.standing}, page.entries,
  ${unixMs('last.at')} as next_at_ms, last.version as next_version, last.credit as next_credit
from clock cross join flag cross join page
left join told last on page.is_followed and last.nth = $6
left join users u on u.address = $1`

/** What everybody may read. */
export const entriesStatement: ReadStatement = {
  name: 'entries',
  text: presentStatement({ standing: standingColumns, written: '', columns: '', computed: '', json: '' }),
}

/** What operators read: whoever the user is, and with who and why. What is computed was done by nobody. */
export const userEntriesStatement: ReadStatement = {
  name: 'userEntries',
  text: presentStatement({
    standing: 'coalesce(u.known_at is not null or u.version > 0, false) as met',
    written: `, e.actor, coalesce(e.reason, case e.kind when 'granted' then c.reason end) as reason,
    case e.kind when 'granted' then c.annotation end as annotation`,
    columns: ', actor, reason, annotation',
    computed: ', null, null, null',
    json: `
      || coalesce(',"actor":"' || actor || '"', '')
      || coalesce(',"reason":' || to_json(reason::text), '')
      || coalesce(',"annotation":' || to_json(annotation::text), '')`,
  }),
}
