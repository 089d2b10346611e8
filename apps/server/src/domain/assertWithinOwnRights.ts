import type { Scope } from '@credits-server/contract'
import { formatMana } from '@credits-server/onchain'
import { CreditsError } from '../errors/CreditsError.js'
import { presentSecond } from '../seasons/presentSecond.js'
import type { Actor } from './Actor.js'

/** What a key is to be allowed. */
export type KeyRights = {
  readonly client: string
  readonly scopes: readonly Scope[]
  readonly dailyQuotaWei: bigint | null
  readonly expiresAt: Date | null
}

/**
 * Lets an actor pass who is allowed all that a key would be: its scopes, its quota, its time. Whoever has a quota makes keys of
 * its own client only: quotas are counted by client, and another client would be another quota.
 *
 * **Errors:** ABOVE_OWN_RIGHTS, with what is too much.
 */
export function assertWithinOwnRights({ client, scopes, key }: Actor, asked: KeyRights): void {
  if (scopes === 'all') return
  const missing = asked.scopes.filter((scope) => !scopes.includes(scope))
  if (missing.length > 0) throw aboveOwnRights({ scopes: missing })
  const { dailyQuotaWei: quotaWei, expiresAt: endsAt } = key ?? noBounds
  if (quotaWei !== null) {
    if (asked.client !== client) throw aboveOwnRights({ client: asked.client })
    if (asked.dailyQuotaWei === null || asked.dailyQuotaWei > quotaWei) {
      throw aboveOwnRights({ dailyQuota: formatMana(quotaWei) })
    }
  }
  if (endsAt !== null && (asked.expiresAt === null || asked.expiresAt > endsAt)) {
    throw aboveOwnRights({ expiresAt: presentSecond(endsAt) })
  }
}

const noBounds = { dailyQuotaWei: null, expiresAt: null }

const aboveOwnRights = (details: Record<string, unknown>) => new CreditsError('ABOVE_OWN_RIGHTS', { details })
