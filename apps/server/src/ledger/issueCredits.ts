import type { Credit, JsonText } from '@credits-server/contract'
import type { Knex } from 'knex'
import { creditJson } from '../balance/creditJson.js'
import { creditId } from '../voucher/creditId.js'
import { type Issuance, signVoucher } from '../voucher/signVoucher.js'
import type { LockedUser } from './changeBalance.js'
import type { Fact } from './Fact.js'

/** What a credit is to be. Everything its signature covers is here, and nothing of it depends on the time of the grant. */
export type CreditTerms = {
  /** The client that grants it, and the client's own name for it; the two make the credit's id. */
  readonly issuer: string
  readonly reference: string
  readonly valueWei: bigint
  readonly expiresAt: Date
  readonly season: { readonly id: number; readonly endsAt: Date; readonly evenPaused?: boolean } | null
  /** The goal it was earned in; `period` is the Monday of its week, or `season:<id>`. */
  readonly goal?: { readonly id: string; readonly period: string }
  readonly reason: string | null
  readonly annotation: string | null
}

type GrantedFact = Extract<Fact, { kind: 'granted' }>

/** An issued credit: the fact for the ledger, and the credit as it is shown. */
export type IssuedCredit = { readonly fact: GrantedFact; readonly credit: JsonText<Credit> }

/**
 * Issues credits that can be spent at once to a locked user: signs the vouchers and writes the rows. The signatures may leave
 * the process only after the commit.
 */
export function issueCredits(
  trx: Knex.Transaction,
  user: LockedUser,
  terms: readonly CreditTerms[],
  issuance: Issuance,
): Promise<IssuedCredit[]> {
  return issue(trx, user, terms, { issuance, claimedAt: user.at })
}

/**
 * Issues credits that wait to be claimed. They are signed as all are, so that claiming needs no signer, and nothing but the facts
 * is returned, so that no signature is shown before.
 */
export async function issuePendingCredits(
  trx: Knex.Transaction,
  user: LockedUser,
  terms: readonly CreditTerms[],
  issuance: Issuance,
): Promise<GrantedFact[]> {
  const issued = await issue(trx, user, terms, { issuance, claimedAt: null })
  return issued.map(({ fact }) => fact)
}

type Issue = { readonly issuance: Issuance; readonly claimedAt: Date | null }

async function issue(
  trx: Knex.Transaction,
  user: LockedUser,
  terms: readonly CreditTerms[],
  how: Issue,
): Promise<IssuedCredit[]> {
  if (terms.length === 0) return []
  // A user who was only ever flagged becomes known by the first grant.
  if (user.knownAt === null) await trx('users').where({ address: user.address }).update({ known_at: user.at })

  const issued: IssuedCredit[] = []
  for (let from = 0; from < terms.length; from += rowsPerInsert) {
    const rows = await Promise.all(terms.slice(from, from + rowsPerInsert).map((item) => creditRow(user, item, how)))
    const shown = await trx('credits')
      .insert(rows)
      .returning<Shown[]>(['id', trx.raw(shownColumn)])
    const byId = new Map(shown.map(({ id, credit }) => [id, credit]))
    for (const [index, { id, value_wei, season_id }] of rows.entries()) {
      const credit = byId.get(id)
      if (credit === undefined) throw new Error('an inserted credit was not returned')
      const evenPaused = terms[from + index]?.season?.evenPaused === true
      const amountWei = BigInt(value_wei)
      issued.push({
        fact: { kind: 'granted', creditId: id, amountWei, seasonId: season_id ?? null, evenPaused },
        credit,
      })
    }
  }
  return issued
}

/** Postgres takes 65,535 parameters in one statement. */
const rowsPerInsert = 200

const shownColumn = `${creditJson('credits', 'credits.created_at')} as credit`

type Shown = { id: string; credit: JsonText<Credit> }

async function creditRow(user: LockedUser, terms: CreditTerms, { issuance, claimedAt }: Issue) {
  const { issuer, reference, valueWei, expiresAt, season, goal } = terms
  const id = creditId(issuer, reference)
  const expiresAtSeconds = expiresAt.getTime() / 1_000
  return {
    id,
    address: user.address,
    issuer,
    reference,
    season_id: season?.id,
    goal_id: goal?.id,
    goal_period: goal?.period,
    reason: terms.reason,
    annotation: terms.annotation,
    value_wei: String(valueWei),
    created_at: user.at,
    claimed_at: claimedAt,
    claim_by: season && new Date(Math.min(season.endsAt.getTime(), expiresAt.getTime())),
    expires_at: expiresAt,
    chain_id: issuance.chainId,
    contract: issuance.contract,
    ...(await signVoucher({ creditId: id, user: user.address, valueWei, expiresAtSeconds }, issuance)),
  }
}
