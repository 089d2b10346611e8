import type { Credit, JsonText } from '@credits-server/contract'
import type { Address } from '@credits-server/onchain'
import type { Session, Transaction } from '../db/Session.js'
import { CreditsError } from '../errors/CreditsError.js'
import type { Hint } from '../hints/Hints.js'
import { changeBalances, type LockedUser, type UserFacts } from '../ledger/changeBalances.js'
import type { Fact } from '../ledger/Fact.js'
import { type CreditOrder, grantedFact, issueToUsers } from '../ledger/issueCredits.js'
import { type Issued, readIssued } from '../ledger/readIssued.js'
import { type Granter, takeFromBounds } from '../ledger/takeFromBounds.js'
import type { Actor } from './Actor.js'
import type { Batch } from './Batch.js'
import { createBatchWorld, timeOf } from './createBatchWorld.js'
import type { GrantDeps } from './grantCredits.js'
import { assertSameGrant } from './grantRules.js'
import { hashPlan } from './hashPlan.js'
import { type GrantedVerdict, type Judgement, judgeBatch, listRecipients } from './judgeBatch.js'
import type { Refusals } from './presentBatchResult.js'
import { judgeStanding } from './readRecipients.js'

/** A batch, and who it is of. */
type Application = {
  readonly actor: Actor
  /** The client's own name of each item, and the id of the credit it makes. */
  readonly references: readonly string[]
  readonly ids: readonly string[]
  readonly batch: Batch
  readonly planHash: string | undefined
}

/** What a batch has done: which items were refused, the credits by id, the users whose version moved. */
export type AppliedBatch = {
  readonly refusals: Refusals
  readonly credits: ReadonlyMap<string, JsonText<Credit>>
  readonly moved: readonly Hint[]
}

/**
 * Judges a batch under the locks of its users and grants it, in the caller's transaction.
 *
 * What the budgets cover is read before the work and taken after it, so that a season's row is held for no longer than the
 * commit takes. If they do not cover it any more by then, all is done again with the budgets taken first.
 *
 * **Errors:** IDEMPOTENCY_KEY_REUSED, PLAN_OUTDATED, BATCH_REFUSED, DAILY_LIMIT, UNAVAILABLE.
 */
export async function applyBatch(trx: Session, deps: GrantDeps, application: Application): Promise<AppliedBatch> {
  try {
    return await trx.underSavepoint(() => apply(trx, deps, application, { takeFirst: false }))
  } catch (error) {
    if (!(error instanceof BudgetsRefused)) throw error
    return apply(trx, deps, application, { takeFirst: true })
  }
}

async function apply(
  trx: Session,
  deps: GrantDeps,
  application: Application,
  { takeFirst }: { readonly takeFirst: boolean },
): Promise<AppliedBatch> {
  const { actor, ids, batch } = application
  const addresses = listRecipients(batch.items, deps.issuance)
  const granter = { client: actor.client, dailyQuotaWei: actor.key?.dailyQuotaWei }
  const takeCounters = createTakeCounters(granter)
  const takeLast = takeFirst ? async () => {} : takeCounters
  let applied: Omit<AppliedBatch, 'moved'> | undefined
  const subject = { addresses, actor: actor.client, cause: 'operator' as const, takeCounters: takeLast }
  const moved = await changeBalances(trx, subject, async (users) => {
    const before = await readIssued(trx, ids)
    const isPaid = (index: number) => before.has(ids[index] ?? '')
    const recipients = await judgeStanding(trx, [...users.values()])
    const judge = async () => {
      const judgement = await judgeBatch(batch.items, { ...createBatchWorld(trx, deps, recipients), isPaid })
      assertStands(application, judgement, deps, before)
      const granted = judgement.verdicts.filter((verdict) => verdict.status === 'granted')
      return { verdicts: judgement.verdicts, news: granted.filter(({ index }) => !isPaid(index)) }
    }
    const { verdicts, news } = takeFirst
      ? await judgeAndTake(trx, judge, { ids, at: timeOf(users), takeCounters })
      : await judge()
    const orders = news.map((verdict) => orderOf(verdict, application, users))
    const issued = await issueToUsers(trx, orders, deps.issuance)

    const credits = new Map([...before].map(([id, { credit }]) => [id, credit]))
    for (const [at, { index }] of news.entries()) credits.set(ids[index] ?? '', issued[at]?.credit ?? missing())
    const refused = verdicts.filter((verdict) => verdict.status === 'refused')
    applied = { refusals: Object.fromEntries(refused.map(({ index, code }) => [index, code])), credits }
    return factsByUser(orders, issued)
  })
  return { ...(applied ?? missing()), moved }
}

/** The budgets do not give what was judged by them; `cause` says why. */
class BudgetsRefused extends Error {
  override name = 'BudgetsRefused'
}

type TakeCounters = (trx: Transaction, facts: readonly Fact[], at: Date) => Promise<void>

/**
 * Creates what takes a batch from everything that bounds it. What the client may grant in a day refuses the whole batch: it is
 * not an item that is too much but their sum.
 */
function createTakeCounters(granter: Granter): TakeCounters {
  return async function takeCounters(trx, facts, at) {
    try {
      await takeFromBounds(trx, granter, facts, at)
    } catch (cause) {
      if (!(cause instanceof CreditsError) || cause.code === 'DAILY_LIMIT') throw cause
      throw new BudgetsRefused('the budgets have moved', { cause })
    }
  }
}

type Judged = Pick<Judgement, 'verdicts'> & { readonly news: readonly GrantedVerdict[] }

/** Whoever takes from a budget between the two makes it smaller, so this ends; the bound is for what nobody has thought of. */
async function judgeAndTake(
  trx: Session,
  judge: () => Promise<Judged>,
  { ids, at, takeCounters }: Pick<Application, 'ids'> & { readonly at: Date; readonly takeCounters: TakeCounters },
): Promise<Judged> {
  for (let triesLeft = 20; ; triesLeft -= 1) {
    const judged = await judge()
    const facts = judged.news.map(({ index, terms }) => grantedFact(ids[index] ?? missing(), terms))
    try {
      await trx.underSavepoint(() => takeCounters(trx, facts, at))
      return judged
    } catch (cause) {
      if (!(cause instanceof BudgetsRefused)) throw cause
      if (triesLeft === 0) throw new CreditsError('UNAVAILABLE', { cause })
    }
  }
}

/** Lets a judgement pass that may be carried out. A batch that was carried out before keeps to its plan as it is. */
function assertStands(
  { ids, batch, planHash }: Application,
  judgement: Judgement,
  { issuance }: GrantDeps,
  before: ReadonlyMap<string, Issued>,
): void {
  for (const verdict of judgement.verdicts) {
    const issued = before.get(ids[verdict.index] ?? '')
    if (issued && verdict.status === 'granted') assertSameGrant(issued, verdict.address, verdict.terms)
  }
  if (planHash !== undefined && before.size === 0 && planHash !== hashPlan(batch, judgement, issuance)) {
    throw new CreditsError('PLAN_OUTDATED')
  }
  const refused = judgement.verdicts.filter((verdict) => verdict.status === 'refused')
  if (batch.mode === 'all' && refused.length > 0) {
    const first = refused.slice(0, refusalsShown).map(({ index, address, code }) => ({ index, address, code }))
    throw new CreditsError('BATCH_REFUSED', { details: { count: refused.length, refused: first } })
  }
}

const refusalsShown = 100

function orderOf(
  { index, item, address, terms }: GrantedVerdict,
  { actor, references }: Application,
  users: ReadonlyMap<Address, LockedUser>,
): CreditOrder {
  const words = { reason: item.reason, annotation: item.annotation ?? null }
  const origin = { issuer: actor.client, reference: references[index] ?? missing() }
  return { user: users.get(address) ?? missing(), terms: { ...origin, ...terms, ...words } }
}

/** The credits of one user have the order of the items. */
function factsByUser(orders: readonly CreditOrder[], issued: readonly { readonly fact: Fact }[]): UserFacts[] {
  const changes = new Map<LockedUser, Fact[]>()
  for (const [at, { user }] of orders.entries()) {
    const facts = changes.get(user) ?? []
    facts.push(issued[at]?.fact ?? missing())
    changes.set(user, facts)
  }
  return [...changes].map(([user, facts]) => ({ user, facts }))
}

function missing(): never {
  throw new Error('a part of the batch is not there')
}
