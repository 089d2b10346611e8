import { createHash } from 'node:crypto'
import type { Issuance } from '../voucher/signVoucher.js'
import { type Batch, itemText } from './Batch.js'
import type { Judgement, Verdict } from './judgeBatch.js'

/**
 * Returns the hash of what a batch would do and of what that follows from; planBatch of the contract says what is in it. Not in
 * it is what others have taken from a budget, as long as it covers the same items: a season in which somebody is granted
 * something every second could not be planned for.
 */
export function hashPlan(
  { mode, items }: Batch,
  { verdicts, budgets }: Judgement,
  { chainId, contract, signer }: Issuance,
): string {
  const hash = createHash('sha256').update(JSON.stringify([mode, chainId, contract, signer.address]))
  for (const { seasonId, budgetWei, week } of budgets) hash.update(`\n${seasonId} ${budgetWei} ${week?.budgetWei}`)
  for (const item of items) hash.update(`\n${itemText(item)}`)
  for (const verdict of verdicts) hash.update(`\n${verdictText(verdict)}`)
  return hash.digest('hex')
}

function verdictText(verdict: Verdict): string {
  if (verdict.status === 'refused') return `${verdict.flagged} ${verdict.code}`
  const { valueWei, expiresAt, season } = verdict.terms
  return `${verdict.flagged} ${valueWei} ${expiresAt.getTime()} ${season?.id} ${season?.endsAt.getTime()}`
}
