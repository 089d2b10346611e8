import type { Credit, JsonText } from '@credits-server/contract'
import type { Address } from '@credits-server/onchain'
import { ahead } from '../db/Session.js'
import { unknownVersion } from '../hints/Hints.js'
import { type Remembered, runIdempotent } from '../idempotency/runIdempotent.js'
import { changeBalance } from '../ledger/changeBalance.js'
import type { Ledger } from '../ledger/commitChange.js'
import { issueCredit } from '../ledger/issueCredits.js'
import { readIssued } from '../ledger/readIssued.js'
import { creditId } from '../voucher/creditId.js'
import type { Issuance } from '../voucher/signVoucher.js'
import { underAllowance } from '../voucher/underAllowance.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'
import { findSeason } from './findSeason.js'
import type { Grant } from './Grant.js'
import { assertMayReceive, assertSameGrant, readRecipient, readTerms } from './grantRules.js'
import { isFlagged } from './isFlagged.js'

export type GrantDeps = Ledger & {
  readonly issuance: Issuance
  /** Most that one grant may have. */
  readonly maxGrantWei: bigint
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
 * SEASON_BUDGET_EXHAUSTED, WEEK_BUDGET_EXHAUSTED; SIGNER_LIMIT.
 * **Source:** grantCredits.
 */
export async function grantCredits(
  deps: GrantDeps,
  { actor, address, idempotencyKey, grant, cause = 'operator' }: Input,
): Promise<Result> {
  authorise(actor, 'credits:grant')
  const request = { ...grant, address: address.toLowerCase() }
  const scope = { actor, operation: 'grantCredits', key: idempotencyKey, request }
  let version = 0
  const grantOnce = (issuance: Issuance) =>
    runIdempotent(deps.knex, scope, async (trx): Promise<Remembered> => {
      const recipient = readRecipient(address, deps.issuance)
      let credit: JsonText<Credit> | undefined
      const subject = { address: recipient, actor: actor.client, cause, dailyQuotaWei: actor.key?.dailyQuotaWei }
      version = await changeBalance(trx, subject, async (user) => {
        const origin = { issuer: actor.client, reference: `idem:${idempotencyKey}` }
        // Asked in one journey, judged one after the other.
        const asked = { id: grant.seasonId, at: user.at, allowPaused: grant.allowPaused }
        const flag = grant.allowFlagged === true ? false : ahead(isFlagged(trx, user.address, user.at))
        const paying = ahead(findSeason(trx, asked))
        const issued = ahead(readIssued(trx, [creditId(origin.issuer, origin.reference)]))
        assertMayReceive({ ...user, flagged: await flag }, grant)
        const terms = readTerms(grant, { ...deps, season: await paying, at: user.at })
        const [before] = (await issued).values()
        if (before) {
          // The record of its key was pruned; ids are unique for ever.
          assertSameGrant(before, recipient, terms)
          credit = before.credit
          return []
        }
        const words = { reason: grant.reason, annotation: grant.annotation ?? null }
        const made = await issueCredit(trx, user, { ...origin, ...terms, ...words }, issuance)
        credit = made.credit
        return [made.fact]
      })
      return { status: 201, body: String(credit) }
    })
  const { body, replayed } = await underAllowance(deps.issuance, grantOnce)
  // Whoever is answered again may never have been answered, and what was committed then was perhaps told to nobody.
  deps.hints.publish({ address: address.toLowerCase() as Address, version: replayed ? unknownVersion : version })
  return { credit: body as JsonText<Credit>, replayed }
}
