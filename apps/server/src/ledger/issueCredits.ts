import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Credit, JsonText } from '@credits-server/contract'
import { presentIssued } from '../balance/presentIssued.js'
import { runStatement } from '../db/runStatement.js'
import { ahead, type Session, type Transaction } from '../db/Session.js'
import { creditId } from '../voucher/creditId.js'
import { Permit } from '../voucher/Permit.js'
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

/** A locked user and what they are to get. */
export type CreditOrder = { readonly user: LockedUser; readonly terms: CreditTerms }

/** Issues credits that can be spent at once to a locked user, as `issueToUsers` does, at a moment that may be long past. */
export function issueCredits(
  trx: Transaction,
  user: LockedUser,
  terms: readonly CreditTerms[],
  issuance: Issuance,
): Promise<IssuedCredit[]> {
  return issue(trx, ordersOf(user, terms), { issuance, claimed: true, isTold: true })
}

/** Issues one credit that can be spent at once to a locked user, and does not wait for its row: what comes next travels with it. */
export async function issueCredit(
  trx: Session,
  user: LockedUser,
  terms: CreditTerms,
  issuance: Issuance,
): Promise<IssuedCredit> {
  const row = await creditRow({ user, terms }, issuance, permit([{ user, terms }], { issuance }))
  // Whatever runs behind it fails with it.
  void ahead(insertRows(trx, [row], { issuance, claimed: true }))
  return issuedCredit({ user, terms }, row, issuance)
}

/**
 * Issues credits that wait to be claimed. They are signed as all are, so that claiming needs no signer, and nothing but the facts
 * is returned, so that no signature is shown before.
 */
export async function issuePendingCredits(
  trx: Transaction,
  user: LockedUser,
  terms: readonly CreditTerms[],
  issuance: Issuance,
): Promise<GrantedFact[]> {
  const issued = await issue(trx, ordersOf(user, terms), { issuance, claimed: false })
  return issued.map(({ fact }) => fact)
}

const ordersOf = (user: LockedUser, terms: readonly CreditTerms[]) => terms.map((item) => ({ user, terms: item }))

/**
 * Issues credits that can be spent at once to locked users, in the order of `orders`: signs the vouchers and writes the rows, the
 * next ones being signed while Postgres writes the last ones. The signatures may leave the process only after the commit.
 */
export function issueToUsers(
  trx: Transaction,
  orders: readonly CreditOrder[],
  issuance: Issuance,
): Promise<IssuedCredit[]> {
  return issue(trx, orders, { issuance, claimed: true })
}

type Issue = {
  readonly issuance: Issuance
  readonly claimed: boolean
  /** The moment is one of a history that is told, and not the one in which the vouchers are signed. */
  readonly isTold?: boolean
}

async function issue(trx: Transaction, orders: readonly CreditOrder[], how: Issue): Promise<IssuedCredit[]> {
  if (orders.length === 0) return []
  const permitted = permit(orders, how)
  const issued: IssuedCredit[] = []
  let writing: Promise<void> = Promise.resolve()
  for (let from = 0; from < orders.length; from += rowsPerInsert) {
    const part = orders.slice(from, from + rowsPerInsert)
    const rows = await signRows(part, how.issuance, permitted)
    await writing
    // It is waited for above and below; until then nobody has to.
    writing = ahead(insertRows(trx, rows, how))
    for (const [index, row] of rows.entries()) {
      const order = part[index]
      if (order) issued.push(issuedCredit(order, row, how.issuance))
    }
  }
  await writing
  return issued
}

/** Half of a statement's work is the server's, and half of it is its journey; more rows make it longer, not cheaper. */
const rowsPerInsert = 500

/** Signing is work without a pause, a millisecond for each ten; whatever else the process has to do comes in between. */
const signedAtOnce = 50

type CreditRow = Awaited<ReturnType<typeof creditRow>>

async function signRows(orders: readonly CreditOrder[], issuance: Issuance, permit: Permit): Promise<CreditRow[]> {
  const rows: CreditRow[] = []
  for (let from = 0; from < orders.length; from += signedAtOnce) {
    if (from > 0) await nextTurn()
    const part = orders.slice(from, from + signedAtOnce)
    // A key that is far away signs them side by side.
    rows.push(...(await Promise.all(part.map((order) => creditRow(order, issuance, permit)))))
  }
  return rows
}

/** **Errors:** AllowanceShort; then nothing is signed. */
function permit(orders: readonly CreditOrder[], { issuance, isTold }: Pick<Issue, 'issuance' | 'isTold'>): Permit {
  let wei = 0n
  let expiresAtMs = 0
  let atMs = Number.POSITIVE_INFINITY
  for (const { user, terms } of orders) {
    wei += terms.valueWei
    expiresAtMs = Math.max(expiresAtMs, terms.expiresAt.getTime())
    atMs = Math.min(atMs, user.at.getTime())
  }
  const at = isTold ? null : new Date(atMs)
  return new Permit(issuance.allowance, { wei, expiresAtSeconds: expiresAtMs / 1_000, at })
}

const insertStatement = {
  name: 'insert-credits',
  text: `insert into credits (chain_id, contract, signer, id, address, issuer, reference, season_id, goal_id, goal_period, reason,
      annotation, value_wei, created_at, claimed_at, claim_by, expires_at, salt, hash, signature)
    select $1, $2, $3, id, address, issuer, reference, season_id, goal_id, goal_period, reason,
      annotation, value_wei, created_at, case when $20 then created_at end, claim_by, expires_at, salt, hash, signature
    from unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::integer[], $9::text[], $10::text[], $11::text[],
      $12::text[], $13::numeric[], $14::timestamptz[], $15::timestamptz[], $16::timestamptz[], $17::text[], $18::text[],
      $19::text[])
      item (id, address, issuer, reference, season_id, goal_id, goal_period, reason,
        annotation, value_wei, created_at, claim_by, expires_at, salt, hash, signature)`,
}

async function insertRows(
  trx: Transaction,
  rows: readonly CreditRow[],
  { issuance: { chainId, contract, signer }, claimed }: Issue,
): Promise<void> {
  const column = <Key extends keyof CreditRow>(key: Key) => rows.map((row) => row[key])
  const shared = [chainId, contract, signer.address]
  await runStatement(trx, insertStatement, [...shared, ...columns.map(column), claimed])
}

/** Returns what the ledger is told of a credit that is issued on these terms, the budget that pays for it included. */
export function grantedFact(
  creditId: string,
  { valueWei, season }: Pick<CreditTerms, 'valueWei' | 'season'>,
): GrantedFact {
  const budget = { seasonId: season?.id ?? null, evenPaused: season?.evenPaused === true }
  return { kind: 'granted', creditId, amountWei: valueWei, ...budget }
}

function issuedCredit({ user, terms }: CreditOrder, row: CreditRow, { chainId, contract }: Issuance): IssuedCredit {
  const { valueWei, expiresAt } = terms
  const { id, season_id: seasonId, goal_id: goalId, salt, signature } = row
  const made = { id, valueWei, createdAt: user.at, expiresAt, seasonId, goalId }
  return {
    fact: grantedFact(id, terms),
    credit: presentIssued({ ...made, signature, chainId, contract, salt }),
  }
}

/** In the order of the statement's parameters. */
const columns = [
  'id',
  'address',
  'issuer',
  'reference',
  'season_id',
  'goal_id',
  'goal_period',
  'reason',
  'annotation',
  'value_wei',
  'created_at',
  'claim_by',
  'expires_at',
  'salt',
  'hash',
  'signature',
] as const satisfies readonly (keyof CreditRow)[]

async function creditRow({ user, terms }: CreditOrder, issuance: Issuance, permit: Permit) {
  const { issuer, reference, valueWei, expiresAt, season, goal } = terms
  const id = creditId(issuer, reference)
  const expiresAtSeconds = expiresAt.getTime() / 1_000
  const { salt, hash, signature } = await signVoucher(
    { creditId: id, user: user.address, valueWei, expiresAtSeconds },
    issuance,
    permit,
  )
  return {
    id,
    address: user.address,
    issuer,
    reference,
    season_id: season?.id ?? null,
    goal_id: goal?.id ?? null,
    goal_period: goal?.period ?? null,
    reason: terms.reason,
    annotation: terms.annotation,
    value_wei: String(valueWei),
    created_at: user.at.toISOString(),
    claim_by: season && new Date(Math.min(season.endsAt.getTime(), expiresAt.getTime())).toISOString(),
    expires_at: expiresAt.toISOString(),
    salt,
    hash,
    signature,
  }
}
