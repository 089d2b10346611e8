import { doneToCredit } from './entriesStatement.js'

/** SQL of the table `clock`: the moment that is answered for ($2, or the database's clock) and whether it has yet to come. */
export const asOfClock = `clock as materialized (
  select coalesce($2::timestamptz, db.now) as now, coalesce($2::timestamptz > db.now, false) as is_ahead
  from (select clock_timestamp() as now) db
)`

/**
 * SQL of the credits as they were at $2, without what was done to them later; as they are if it is null. `is_shown` says whether
 * the signature may be: never that of a credit which has been revoked since, because whoever is shown it could spend it.
 */
export const creditsAsOf = `(
  select credits.id, address, issuer, reference, season_id, goal_id, reason, annotation, value_wei, created_at, expires_at,
    claim_by, chain_id, contract, salt, hash, signer, signature,
    credits.spent_wei - coalesce(later.spent_wei, 0) as spent_wei,
    case when later.claimed is not true then claimed_at end as claimed_at,
    case when later.revoked is not true then revoked_at end as revoked_at,
    claimed_at is not null and later.claimed is not true and revoked_at is null as is_shown
  from credits
  cross join lateral (select ${doneToCredit} from entries where credit_id = credits.id and at > $2::timestamptz) later
  where $2::timestamptz is null or created_at <= $2
)`
