import { formatMana } from '@credits-server/onchain'
import { runStatement } from '../db/runStatement.js'
import type { Transaction } from '../db/Session.js'
import { CreditsError } from '../errors/CreditsError.js'

/** A client's daily quota at the time of a grant; `quotaWei` is its key's, null without limit. */
export type DailyQuota = { readonly client: string; readonly quotaWei: bigint | null; readonly at: Date }

/**
 * Takes what a client grants from what its key allows for the day (UTC) of the grant. The counter is the client's and the
 * limit the key's, so a rotated key goes on where the old one was, and a client without limit is counted too. By a conditional
 * update, as budgets are, and right before them: it is a row at which all grants of a client meet.
 *
 * **Errors:** DAILY_LIMIT, with the seconds to the next day.
 */
export async function takeFromQuota(
  trx: Transaction,
  { client, quotaWei, at }: DailyQuota,
  wei: bigint,
): Promise<void> {
  const quota = quotaWei === null ? null : String(quotaWei)
  const taken = await runStatement(trx, statement, [client, at.toISOString(), String(wei), quota])
  if (taken.length > 0) return
  const resetsAt = new Date((Math.floor(at.getTime() / dayMs) + 1) * dayMs)
  throw new CreditsError('DAILY_LIMIT', {
    details: { limit: formatMana(quotaWei ?? 0n), resetsAt: resetsAt.toISOString() },
    headers: { 'Retry-After': String(Math.ceil((resetsAt.getTime() - at.getTime()) / 1_000)) },
  })
}

const dayMs = 86_400_000

/** Whoever waits for the row of another grant is judged by what that one has left. */
const statement = {
  name: 'take-from-quota',
  text: `insert into client_days (client, day, granted_wei)
    select $1, ($2::timestamptz at time zone 'UTC')::date, $3::numeric
    where $4::numeric is null or $3::numeric <= $4::numeric
    on conflict (client, day) do update set granted_wei = client_days.granted_wei + excluded.granted_wei
    where $4::numeric is null or client_days.granted_wei + excluded.granted_wei <= $4::numeric
    returning client`,
}
