import type { Address } from '@credits-server/onchain'
import type { Transaction } from '../db/Session.js'
import { readBudgets } from '../ledger/readBudgets.js'
import { findSeason, type Season } from './findSeason.js'
import type { GrantDeps } from './grantCredits.js'
import type { Recipient } from './grantRules.js'
import type { BatchWorld } from './judgeBatch.js'

/** Creates what a batch is judged by, as a transaction sees it; a season that many items name is read once. */
export function createBatchWorld(
  trx: Transaction,
  { issuance, maxGrantWei }: GrantDeps,
  recipients: ReadonlyMap<Address, Recipient>,
): Omit<BatchWorld, 'isPaid'> {
  const seasons = new Map<string, Promise<Season | null>>()
  return {
    issuance,
    maxGrantWei,
    recipients,
    findSeason(wanted) {
      const name = `${wanted.id} ${wanted.at.getTime()} ${wanted.allowPaused}`
      const season = seasons.get(name) ?? findSeason(trx, wanted)
      seasons.set(name, season)
      return season
    },
    readBudgets: (seasonIds) => readBudgets(trx, seasonIds, timeOf(recipients)),
  }
}

/** The one time of a batch, whose week pays for it: the recipients', unless one's last change lies in the future of the clock. */
export function timeOf(recipients: ReadonlyMap<Address, Pick<Recipient, 'at'>>): Date {
  return new Date(Math.max(...[...recipients.values()].map(({ at }) => at.getTime())))
}
