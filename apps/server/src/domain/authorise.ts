import type { Scope } from '@credits-server/contract'
import { CreditsError } from '../errors/CreditsError.js'
import type { Actor } from './Actor.js'

/**
 * Lets an actor pass who has the scope: the first line of every operation, so that every door is guarded.
 *
 * **Errors:** FORBIDDEN.
 */
export function authorise({ scopes }: Actor, scope: Scope): void {
  if (scopes !== 'all' && !scopes.includes(scope)) throw new CreditsError('FORBIDDEN', { details: { scope } })
}
