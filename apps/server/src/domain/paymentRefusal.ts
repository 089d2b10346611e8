import type { ErrorCode } from '@credits-server/contract'
import { CreditsError } from '../errors/CreditsError.js'

/** Why a season did not pay: `budget` when it has not that much left, `standing` when it was paused or closed meanwhile. */
export type PaymentRefusal = { readonly kind: 'budget' | 'standing'; readonly code: ErrorCode }

/** Returns why a season did not pay, null for any other error. */
export function paymentRefusal(error: unknown): PaymentRefusal | null {
  if (!(error instanceof CreditsError)) return null
  const { code } = error
  if (code === 'SEASON_BUDGET_EXHAUSTED' || code === 'WEEK_BUDGET_EXHAUSTED') return { kind: 'budget', code }
  return code === 'SEASON_PAUSED' || code === 'SEASON_CLOSED' ? { kind: 'standing', code } : null
}
