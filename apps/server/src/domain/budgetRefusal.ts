import type { ErrorCode } from '@credits-server/contract'
import { CreditsError } from '../errors/CreditsError.js'

/** Returns the code of an error that says that a budget is exhausted, null for any other error. */
export function budgetRefusal(error: unknown): ErrorCode | null {
  return error instanceof CreditsError && error.code.endsWith('_BUDGET_EXHAUSTED') ? error.code : null
}
