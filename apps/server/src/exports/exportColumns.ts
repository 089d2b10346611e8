import type { ExportedCredit, ExportedEntry } from '@credits-server/contract'
import { manaNumber, momentText, secondText } from '../balance/creditJson.js'
import { creditState } from '../balance/creditState.js'

/** The columns of exportCredits in their order: name, and SQL over the row `c` of `creditsAsOf` and `granted`. */
export const creditColumns: { readonly [Name in keyof ExportedCredit]-?: string } = {
  id: 'c.id',
  address: 'c.address',
  state: creditState('c', 'clock.now'),
  amount: `${manaNumber('c.value_wei')}::text`,
  amountWei: 'c.value_wei::text',
  spent: `${manaNumber('c.spent_wei')}::text`,
  spentWei: 'c.spent_wei::text',
  createdAt: momentText('c.created_at'),
  claimBy: secondText('c.claim_by'),
  claimedAt: momentText('c.claimed_at'),
  expiresAt: secondText('c.expires_at'),
  revokedAt: momentText('c.revoked_at'),
  seasonId: 'c.season_id',
  goalId: 'c.goal_id',
  issuer: 'c.issuer',
  reference: 'c.reference',
  actor: `(select e.actor from entries e where e.credit_id = c.id and e.kind = 'granted')`,
  reason: 'c.reason',
  annotation: 'c.annotation',
  // Below 2^53 by a check, so nothing is rounded; a bigint would come as text.
  chainId: 'c.chain_id::float8',
  contract: 'c.contract',
  salt: 'c.salt',
  hash: 'c.hash',
  signer: 'c.signer',
}

/** The columns of exportEntries in their order: name, and SQL over the entry `e` and its credit `c`. */
export const entryColumns: { readonly [Name in keyof ExportedEntry]-?: string } = {
  address: 'e.address',
  version: 'e.version::float8',
  kind: 'e.kind',
  creditId: 'e.credit_id',
  amount: `${manaNumber('e.amount_wei')}::text`,
  amountWei: 'e.amount_wei::text',
  at: momentText('e.at'),
  cause: 'e.cause',
  actor: 'e.actor',
  reason: `coalesce(e.reason, case e.kind when 'granted' then c.reason end)`,
  annotation: `case e.kind when 'granted' then c.annotation end`,
}
