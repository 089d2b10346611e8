import type { ErrorCode } from '@credits-server/contract'
import { CreditsError } from '../errors/CreditsError.js'

/**
 * Why a reward was not paid: `budget` when its season or the signer has not that much left, `standing` when the season was paused
 * or closed meanwhile.
 */
export type PaymentRefusal = { readonly kind: 'budget' | 'standing'; readonly code: ErrorCode }

/** Returns why a reward was not paid, null for any other error. */
export function paymentRefusal(error: unknown): PaymentRefusal | null {
  if (!(error instanceof CreditsError)) return null
  const { code } = error
  if (/^(SEASON|WEEK)_BUDGET_EXHAUSTED$|^SIGNER_LIMIT$/.test(code)) return { kind: 'budget', code }
  return code === 'SEASON_PAUSED' || code === 'SEASON_CLOSED' ? { kind: 'standing', code } : null
}
