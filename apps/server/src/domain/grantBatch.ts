import type { Credit, JsonText } from '@credits-server/contract'
import { parseAddress } from '@credits-server/onchain'
import { transact } from '../db/transact.js'
import { type Hint, unknownVersion } from '../hints/Hints.js'
import { type Remembered, runIdempotent } from '../idempotency/runIdempotent.js'
import { readIssued } from '../ledger/readIssued.js'
import { creditId } from '../voucher/creditId.js'
import type { Issuance } from '../voucher/signVoucher.js'
import { underAllowance } from '../voucher/underAllowance.js'
import type { Actor } from './Actor.js'
import { type AppliedBatch, applyBatch } from './applyBatch.js'
import { authorise } from './authorise.js'
import { type Batch, type BatchItem, itemText } from './Batch.js'
import type { GrantDeps } from './grantCredits.js'
import { type BatchResult, presentBatchResult, type Refusals } from './presentBatchResult.js'

type Input = {
  readonly actor: Actor
  readonly idempotencyKey: string
  readonly batch: Batch
  /** The plan to keep to. */
  readonly planHash?: string | undefined
}

type Result = { readonly result: JsonText<BatchResult>; readonly replayed: boolean }

/**
 * Grants a batch in one transaction. Its record keeps only which items were refused: what was granted stands in rows that
 * cannot change, and a replay reads the same bytes from there.
 *
 * **Errors:** FORBIDDEN; those of runIdempotent; PLAN_OUTDATED; BATCH_REFUSED; DAILY_LIMIT, SIGNER_LIMIT.
 * **Source:** grantBatch.
 */
export async function grantBatch(deps: GrantDeps, { actor, idempotencyKey, batch, planHash }: Input): Promise<Result> {
  authorise(actor, 'credits:grant')
  const { mode, items } = batch
  const request = { mode, items: items.map(itemText), planHash: planHash ?? null }
  const scope = { actor, operation: 'grantBatch', key: idempotencyKey, request }
  const references = items.map((_, index) => `batch:${idempotencyKey}:${index}`)
  const ids = references.map((reference) => creditId(actor.client, reference))

  let applied: AppliedBatch | undefined
  const grantOnce = (issuance: Issuance) =>
    runIdempotent(deps.knex, scope, async (trx): Promise<Remembered> => {
      applied = await applyBatch(trx, { ...deps, issuance }, { actor, references, ids, batch, planHash })
      return { status: 200, body: JSON.stringify(applied.refusals) }
    })
  const { body, replayed } = await underAllowance(deps.issuance, grantOnce)
  const refusals: Refusals = JSON.parse(body)
  for (const hint of replayed ? mayHaveMoved(items) : (applied?.moved ?? [])) deps.hints.publish(hint)

  const credits: ReadonlyMap<string, JsonText<Credit>> = !replayed && applied
    ? applied.credits
    : await readAgain(
        deps,
        ids.filter((_, index) => !(index in refusals)),
      )
  return { result: presentBatchResult(items, refusals, (index) => credits.get(ids[index] ?? '')), replayed }
}

/** Whoever is answered again may never have been answered, and what was committed then was perhaps told to nobody. */
function mayHaveMoved(items: readonly BatchItem[]): Hint[] {
  const addresses = new Set(items.flatMap(({ address }) => parseAddress(address) ?? []))
  return [...addresses].map((address) => ({ address, version: unknownVersion }))
}

async function readAgain({ knex }: GrantDeps, ids: readonly string[]): Promise<Map<string, JsonText<Credit>>> {
  const issued = await transact(knex, (trx) => readIssued(trx, ids))
  return new Map([...issued].map(([id, { credit }]) => [id, credit]))
}
