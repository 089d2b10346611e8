import type { Balance } from '@credits-server/contract'

/** Tells a balance from anything else that a proxy may answer with; of a newer server it may have more. */
export function isBalance(value: unknown): value is Balance {
  return typeof value === 'object' && value !== null && 'credits' in value && Array.isArray(value.credits)
}
