import type { Credit, JsonText } from '@credits-server/contract'
import { type Address, formatMana, hasValidChecksum, parseAddress, parseMana } from '@credits-server/onchain'
import type { Knex } from 'knex'
import { creditJson } from '../balance/creditJson.js'
import { CreditsError } from '../errors/CreditsError.js'
import { type Remembered, runIdempotent } from '../idempotency/runIdempotent.js'
import { changeBalance, type LockedUser } from '../ledger/changeBalance.js'
import type { Ledger } from '../ledger/commitChange.js'
import { type CreditTerms, issueCredits } from '../ledger/issueCredits.js'
import { creditId } from '../voucher/creditId.js'
import type { Issuance } from '../voucher/signVoucher.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'
import { findSeason, type Season } from './findSeason.js'
import { isFlagged } from './isFlagged.js'

type Deps = Ledger & {
  readonly issuance: Issuance
  /** Most that one grant may have. */
  readonly maxGrantWei: bigint
}

/** A grant as it was asked for. **Units:** `amount` is MANA. */
export type Grant = {
  readonly type: 'on-demand'
  readonly amount: string
  readonly reason: string
  readonly annotation?: string
  readonly expiresAt?: string
  readonly seasonId?: number
  readonly allowFlagged?: boolean
  readonly allowPaused?: boolean
}

type Input = {
  readonly actor: Actor
  /** The address as it was typed: its checksum is judged, because money goes to it. */
  readonly address: string
  readonly idempotencyKey: string
  readonly grant: Grant
  readonly cause?: 'operator' | 'demo'
}

type Result = { readonly credit: JsonText<Credit>; readonly replayed: boolean }

/**
 * Grants a credit that can be spent at once. The signature leaves only when the row, the entry and the version are committed.
 *
 * **Errors:** FORBIDDEN; those of runIdempotent; BAD_CHECKSUM, INVALID_RECIPIENT, RECIPIENT_FLAGGED, RECIPIENT_OPTED_OUT;
 * UNKNOWN_SEASON, SEASON_PAUSED, SEASON_CLOSED, EXPIRY_REQUIRED, EXPIRY_IN_PAST; AMOUNT_ABOVE_LIMIT; DAILY_LIMIT;
 * SEASON_BUDGET_EXHAUSTED, WEEK_BUDGET_EXHAUSTED.
 * **Source:** grantCredits.
 */
export async function grantCredits(
  deps: Deps,
  { actor, address, idempotencyKey, grant, cause = 'operator' }: Input,
): Promise<Result> {
  authorise(actor, 'credits:grant')
  const request = { ...grant, address: address.toLowerCase() }
  const scope = { actor, operation: 'grantCredits', key: idempotencyKey, request }
  let version = 0
  const { body, replayed } = await runIdempotent(deps.knex, scope, async (trx): Promise<Remembered> => {
    const recipient = readRecipient(address, deps.issuance)
    let credit: JsonText<Credit> | undefined
    const subject = { address: recipient, actor: actor.client, cause, dailyQuotaWei: actor.key?.dailyQuotaWei }
    version = await changeBalance(trx, subject, async (user) => {
      await assertMayReceive(trx, user, grant)
      const season = await findSeason(trx, { id: grant.seasonId, at: user.at, allowPaused: grant.allowPaused })
      const expiresAt = readExpiry(grant, season, user)
      const valueWei = parseMana(grant.amount)
      if (valueWei > deps.maxGrantWei) {
        throw new CreditsError('AMOUNT_ABOVE_LIMIT', { details: { limit: formatMana(deps.maxGrantWei) } })
      }
      const terms = {
        issuer: actor.client,
        reference: `idem:${idempotencyKey}`,
        valueWei,
        expiresAt,
        season,
        reason: grant.reason,
        annotation: grant.annotation ?? null,
      }
      credit = await findIssued(trx, user, terms)
      if (credit !== undefined) return []
      const issued = await issueCredits(trx, user, [terms], deps.issuance)
      credit = issued[0]?.credit
      return issued.map(({ fact }) => fact)
    })
    return { status: 201, body: String(credit) }
  })
  if (!replayed) deps.hints.publish({ address: address.toLowerCase() as Address, version })
  return { credit: body as JsonText<Credit>, replayed }
}

/** Reads whom something is granted to. **Errors:** BAD_CHECKSUM, INVALID_RECIPIENT. */
export function readRecipient(text: string, { contract }: Pick<Issuance, 'contract'>): Address {
  if (!hasValidChecksum(text)) throw new CreditsError('BAD_CHECKSUM')
  const address = parseAddress(text)
  if (address === null || /^0x0{40}$/.test(address) || address === contract) throw new CreditsError('INVALID_RECIPIENT')
  return address
}

async function assertMayReceive(
  trx: Knex.Transaction,
  user: LockedUser,
  { allowFlagged = false }: Grant,
): Promise<void> {
  if (!allowFlagged && (await isFlagged(trx, user.address, user.at))) throw new CreditsError('RECIPIENT_FLAGGED')
  if (user.optedOutAt !== null) throw new CreditsError('RECIPIENT_OPTED_OUT')
}

/** A function of stored inputs, never of now: a grant that is signed again is the same voucher. */
function readExpiry({ expiresAt }: Grant, season: Season | null, { at }: LockedUser): Date {
  const expiry = expiresAt === undefined ? season?.spendBy : new Date(expiresAt)
  if (expiry === undefined) throw new CreditsError('EXPIRY_REQUIRED')
  if (expiry <= at) throw new CreditsError('EXPIRY_IN_PAST')
  return expiry
}

/**
 * Finds the credit of a key whose record was pruned. Ids are unique for ever: the same grant is answered again, another one is
 * refused.
 */
async function findIssued(
  trx: Knex.Transaction,
  user: LockedUser,
  terms: CreditTerms,
): Promise<JsonText<Credit> | undefined> {
  const found = await trx('credits')
    .where({ id: creditId(terms.issuer, terms.reference) })
    .first('address', 'value_wei', 'expires_at', trx.raw(`${creditJson('credits', 'credits.created_at')} as credit`))
  if (!found) return undefined
  const same =
    found.address === user.address &&
    BigInt(found.value_wei) === terms.valueWei &&
    found.expires_at.getTime() === terms.expiresAt.getTime()
  if (!same) throw new CreditsError('IDEMPOTENCY_KEY_REUSED')
  return found.credit
}
