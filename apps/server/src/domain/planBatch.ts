import type { operations } from '@credits-server/contract'
import { formatMana } from '@credits-server/onchain'
import type { Knex } from 'knex'
import { transact } from '../db/transact.js'
import { CreditsError } from '../errors/CreditsError.js'
import type { Budget } from '../ledger/readBudgets.js'
import { readQuotaLeft } from '../ledger/readQuotaLeft.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'
import type { Batch } from './Batch.js'
import { createBatchWorld } from './createBatchWorld.js'
import type { GrantDeps } from './grantCredits.js'
import { hashPlan } from './hashPlan.js'
import { type GrantedVerdict, judgeBatch, listRecipients, type Verdict } from './judgeBatch.js'
import { readRecipients } from './readRecipients.js'

/** What a batch would do now. Source: the answer of planBatch. */
export type BatchPlan = operations['planBatch']['responses'][200]['content']['application/json']

/**
 * Says what grantBatch would do now, and does nothing. Nobody is locked: what changes while it reads is found by the hash.
 *
 * **Errors:** FORBIDDEN, UNAVAILABLE. **Source:** planBatch.
 */
export async function planBatch(
  deps: GrantDeps,
  { actor, batch }: { readonly actor: Actor; readonly batch: Batch },
): Promise<BatchPlan> {
  authorise(actor, 'credits:grant')
  const quotaWei = actor.key?.dailyQuotaWei ?? null
  const { verdicts, budgets, quotaLeftWei } = await look(deps.knex, async (trx) => {
    const recipients = await readRecipients(trx, listRecipients(batch.items, deps.issuance))
    const judgement = await judgeBatch(batch.items, {
      ...createBatchWorld(trx, deps, recipients),
      isPaid: () => false,
    })
    const quotaLeftWei = quotaWei === null ? null : await readQuotaLeft(trx, actor.client, quotaWei)
    return { ...judgement, quotaLeftWei }
  })
  const fitting = verdicts.filter((verdict) => verdict.status === 'granted')
  const refused = verdicts.length - fitting.length
  const granted = batch.mode === 'all' && refused > 0 ? [] : fitting
  const grantedWei = sumWei(granted)
  return {
    hash: hashPlan(batch, { verdicts, budgets }, deps.issuance),
    granted: granted.length,
    refused,
    flagged: verdicts.filter(({ flagged }) => flagged).length,
    grantedWei: String(grantedWei),
    grantedMana: formatMana(grantedWei),
    seasons: budgets.map((budget) => presentSeason(budget, granted)),
    quota: { takesWei: String(grantedWei), ...(quotaLeftWei === null ? {} : { leftWei: String(quotaLeftWei) }) },
    items: verdicts.map(presentVerdict),
  }
}

/** A commit that fails after nothing but reading has left nothing undone. */
async function look<T>(knex: Knex, read: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  try {
    return await transact(knex, read)
  } catch (error) {
    if (!(error instanceof CreditsError) || error.code !== 'OUTCOME_UNKNOWN') throw error
    throw new CreditsError('UNAVAILABLE', { cause: error.cause })
  }
}

const sumWei = (granted: readonly GrantedVerdict[]) => granted.reduce((sum, { terms }) => sum + terms.valueWei, 0n)

function presentSeason({ seasonId, leftWei, week }: Budget, granted: readonly GrantedVerdict[]) {
  const takesWei = sumWei(granted.filter(({ terms }) => terms.season?.id === seasonId))
  return {
    seasonId,
    takesWei: String(takesWei),
    leftWei: String(leftWei),
    leftAfterWei: String(leftWei - takesWei),
    ...(week ? { weekLeftWei: String(week.leftWei), weekLeftAfterWei: String(week.leftWei - takesWei) } : {}),
  }
}

function presentVerdict(verdict: Verdict): BatchPlan['items'][number] {
  const { index, address, status, flagged } = verdict
  const shown = { index, address, status, ...(flagged ? { flagged: true as const } : {}) }
  if (verdict.status === 'refused') return { ...shown, code: verdict.code }
  const { valueWei, expiresAt, season } = verdict.terms
  const paidBy = season ? { seasonId: season.id } : {}
  return { ...shown, amountWei: String(valueWei), expiresAt: expiresAt.toISOString().replace('.000Z', 'Z'), ...paidBy }
}
