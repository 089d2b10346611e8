import type { Address } from '@credits-server/onchain'
import type { Knex } from 'knex'
import { localDeadline } from '../balance/DatabaseClock.js'
import { runStatement, type WriteStatement } from '../db/runStatement.js'
import { transact } from '../db/transact.js'
import { CreditsError } from '../errors/CreditsError.js'
import type { SignerCaps } from './SignerCaps.js'

/** What was got for an hour and not signed in it. */
export type UnusedWei = { readonly hour: Date; readonly wei: bigint }

type Request = {
  /** The least that is wanted; 0 takes nothing. */
  readonly wei: bigint
  readonly expiresAtSeconds: number
  readonly unused: UnusedWei | null
}

/** What a process got of what a signer may sign. **Units:** `local…Ms` are of performance.now(). */
export type Lease = {
  /** At least what was wanted, or 0. */
  readonly wei: bigint
  readonly hour: Date
  readonly hourEnd: Date
  readonly dayEnd: Date
  readonly localEndMs: number
  readonly localDayEndMs: number
  /** What the caps left before it was taken. */
  readonly hourLeftWei: bigint | null
  readonly dayLeftWei: bigint | null
  /** Until when vouchers of this signer are noted. */
  readonly notedSeconds: number
}

/** Gives back what was not used, notes until when there will be vouchers, and takes from the caps. */
export type LeaseAllowance = (request: Request) => Promise<Lease>

type Deps = {
  readonly knex: Knex
  readonly signer: Address
  readonly chainId: number
  readonly contract: Address
  readonly caps: SignerCaps
  /** How long an hour and a day are; only tests have others. */
  readonly hourMs?: number
  readonly dayMs?: number
}

/**
 * Creates the leases of one signer, whose servers take turns at a lock of its own. The clock is read behind the lock, so the hour
 * never runs back between two leases. A process gets 1/64 of the smaller cap or what it wants, whichever is more: few leases an hour,
 * and little that one process has and another one wants.
 *
 * **Errors:** UNAVAILABLE; then nobody knows whether it was taken, and it is not signed for.
 */
export function createLeaseAllowance({
  knex,
  signer,
  chainId,
  contract,
  caps: { hourlyWei, dailyWei },
  hourMs = 3_600_000,
  dayMs = 86_400_000,
}: Deps): LeaseAllowance {
  const smallerWei = [hourlyWei, dailyWei].reduce((a, b) => (a === null || (b !== null && b < a) ? b : a))
  const partWei = (smallerWei ?? 0n) / 64n
  const text = (wei: bigint | null) => (wei === null ? null : String(wei))

  return async function leaseAllowance({ wei, expiresAtSeconds, unused }) {
    const localMs = performance.now()
    const [row] = await commit(knex, async (trx) => {
      await runStatement(trx, lock, [signer])
      if (unused !== null) await runStatement(trx, giveBack, [signer, unused.hour.toISOString(), String(unused.wei)])
      await runStatement(trx, note, [signer, chainId, contract, expiresAtSeconds])
      const wanted = [String(wei), wei === 0n ? '0' : String(wei > partWei ? wei : partWei)]
      const capsText = [text(hourlyWei), text(dailyWei)]
      return runStatement<Row>(trx, takeFromCaps, [signer, chainId, contract, ...wanted, ...capsText, hourMs, dayMs])
    })
    if (!row) throw new Error('a signer has no hour')
    const clock = { databaseMs: row.now.getTime(), localMs }
    const hourEnd = new Date(row.hour.getTime() + hourMs)
    const dayEnd = new Date(row.day.getTime() + dayMs)
    return {
      wei: BigInt(row.wei),
      hour: row.hour,
      hourEnd,
      dayEnd,
      localEndMs: localDeadline(clock, Math.min(hourEnd.getTime(), dayEnd.getTime())),
      localDayEndMs: localDeadline(clock, dayEnd.getTime()),
      hourLeftWei: row.hour_left === null ? null : BigInt(row.hour_left),
      dayLeftWei: row.day_left === null ? null : BigInt(row.day_left),
      notedSeconds: Number(row.noted),
    }
  }
}

async function commit<T>(knex: Knex, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  try {
    return await transact(knex, work)
  } catch (error) {
    if (!(error instanceof CreditsError) || error.code !== 'OUTCOME_UNKNOWN') throw error
    throw new CreditsError('UNAVAILABLE', { cause: error.cause })
  }
}

/** Any first number does that nothing else takes its locks under. */
const lock: WriteStatement = {
  name: 'lock-signer',
  text: 'select pg_advisory_xact_lock(7203121, hashtext($1))',
}

const giveBack: WriteStatement = {
  name: 'give-back-to-signer',
  text: 'update signer_hours set allowed_wei = allowed_wei - $3::numeric where signer = $1 and hour = $2',
}

/** By whole days, so that a signer whose every credit expires a little later is noted once a day. */
const note: WriteStatement = {
  name: 'note-signer',
  text: `insert into signers (signer, chain_id, contract, last_expires_at)
    select $1, $2, $3, least(date_bin('1 day', to_timestamp($4::bigint + 86399), '1970-01-01Z'), '9999-12-31 23:59:59Z')
    where $4 > 0
    on conflict (signer, chain_id, contract) do update
      set last_expires_at = greatest(signers.last_expires_at, excluded.last_expires_at)`,
}

type Row = {
  now: Date
  hour: Date
  day: Date
  hour_left: string | null
  day_left: string | null
  wei: string
  noted: string | null
}

/** `least` passes over null, which is no cap. A moment is told as the next whole millisecond, so that a deadline is not late. */
const takeFromCaps: WriteStatement = {
  name: 'take-from-signer-caps',
  text: `with clock as materialized (select clock_timestamp() as now),
    period as (
      select now, date_bin(make_interval(secs => $8::float8 / 1000), now, '1970-01-01Z') as hour,
        date_bin(make_interval(secs => $9::float8 / 1000), now, '1970-01-01Z') as day
      from clock
    ),
    remainder as (
      select now, period.hour, day,
        $6::numeric - coalesce(sum(allowed_wei) filter (where used.hour = period.hour), 0) as hour_left,
        $7::numeric - coalesce(sum(allowed_wei), 0) as day_left
      from period left join signer_hours used on used.signer = $1 and used.hour >= day
      group by now, period.hour, day
    ),
    taken as (
      insert into signer_hours (signer, hour, allowed_wei)
      select $1, hour, least(hour_left, day_left, $5::numeric) from remainder
      where $4::numeric > 0 and $4::numeric <= least(hour_left, day_left)
      on conflict (signer, hour) do update set allowed_wei = signer_hours.allowed_wei + excluded.allowed_wei
      returning signer
    )
    select date_trunc('milliseconds', now) + interval '1 millisecond' as now, hour, day, hour_left, day_left,
      case when exists (select from taken) then least(hour_left, day_left, $5::numeric) else 0 end as wei,
      (select extract(epoch from last_expires_at)::bigint from signers
        where signer = $1 and chain_id = $2 and contract = $3) as noted
    from remainder`,
}
