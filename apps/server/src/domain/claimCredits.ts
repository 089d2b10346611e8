import type { Claim, Credit, JsonText } from '@credits-server/contract'
import type { Address } from '@credits-server/onchain'
import type { Knex } from 'knex'
import { creditJson } from '../balance/creditJson.js'
import { CreditsError } from '../errors/CreditsError.js'
import type { LockedUser } from '../ledger/changeBalance.js'
import { commitChange, type Ledger } from '../ledger/commitChange.js'
import type { Issuance } from '../voucher/signVoucher.js'
import type { Actor } from './Actor.js'
import { assertMayClaim } from './assertMayClaim.js'
import { authorise } from './authorise.js'
import { payOwedRewards } from './payOwedRewards.js'

type Deps = Ledger & { readonly issuance: Issuance }

type Input = {
  readonly actor: Actor
  readonly address: Address
  /** The credits to claim; undefined is all that is pending. */
  readonly creditIds: readonly string[] | undefined
}

/**
 * Makes pending credits spendable, all or none of those that are named, and returns them with their signatures, which leave
 * only when the claim is committed. What was claimed before is returned as it is, so it may be repeated. A season that is
 * paused does not keep from claiming: its credits are granted, and the time to claim them goes on.
 *
 * **Errors:** FORBIDDEN; RECIPIENT_FLAGGED, USER_NOT_FOUND, RECIPIENT_OPTED_OUT; CREDIT_NOT_FOUND, CREDIT_REVOKED, CREDIT_LAPSED;
 * UNAVAILABLE, OUTCOME_UNKNOWN.
 * **Source:** claimCredits.
 */
export async function claimCredits(deps: Deps, { actor, address, creditIds }: Input): Promise<JsonText<Claim>> {
  authorise(actor, 'claims:write')
  if (creditIds === undefined) await payOwedRewards(deps, { actor, address })
  let credits: readonly string[] = []
  await commitChange(deps, { address, actor, cause: 'operator' }, async (trx, user) => {
    await assertMayClaim(trx, user)
    const chosen = creditIds === undefined ? await findPending(trx, user) : await findNamed(trx, user, creditIds)
    const pending = chosen.filter(({ claimed_at }) => claimed_at === null)
    await trx('credits').whereIn('id', idsOf(pending)).update({ claimed_at: user.at })
    credits = await showCredits(trx, user, idsOf(chosen))
    return pending.map(({ id, value_wei }) => ({ kind: 'claimed', creditId: id, amountWei: BigInt(value_wei) }))
  })
  return `{"credits":[${credits.join(',')}]}` as JsonText<Claim>
}

type CreditRow = {
  id: string
  value_wei: string
  claimed_at: Date | null
  revoked_at: Date | null
  claim_by: Date | null
}

const idsOf = (rows: readonly CreditRow[]) => rows.map(({ id }) => id)

const creditsOf = (trx: Knex.Transaction, { address }: LockedUser) =>
  trx('credits')
    .where({ address })
    .orderBy(['expires_at', 'created_at', 'id'])
    .select<CreditRow[]>('id', 'value_wei', 'claimed_at', 'revoked_at', 'claim_by')

const hasLapsed = ({ claimed_at, claim_by }: CreditRow, at: Date) =>
  claimed_at === null && claim_by !== null && claim_by <= at

async function findPending(trx: Knex.Transaction, user: LockedUser): Promise<CreditRow[]> {
  const unclaimed = await creditsOf(trx, user).where({ claimed_at: null, revoked_at: null })
  return unclaimed.filter((row) => !hasLapsed(row, user.at))
}

async function findNamed(trx: Knex.Transaction, user: LockedUser, ids: readonly string[]): Promise<CreditRow[]> {
  const rows = await creditsOf(trx, user).whereIn('id', [...ids])
  const byId = new Map(rows.map((row) => [row.id, row]))
  for (const creditId of ids) {
    const row = byId.get(creditId.toLowerCase())
    const details = { creditId }
    if (!row) throw new CreditsError('CREDIT_NOT_FOUND', { details })
    if (row.revoked_at !== null) throw new CreditsError('CREDIT_REVOKED', { details })
    if (hasLapsed(row, user.at)) throw new CreditsError('CREDIT_LAPSED', { details })
  }
  return rows
}

async function showCredits(trx: Knex.Transaction, { at }: LockedUser, ids: readonly string[]) {
  const rows = await trx('credits')
    .whereIn('id', [...ids])
    .orderBy(['expires_at', 'created_at', 'id'])
    .select<{ credit: JsonText<Credit> }[]>(trx.raw(`${creditJson('credits', '?::timestamptz')} as credit`, [at]))
  return rows.map(({ credit }) => credit)
}
