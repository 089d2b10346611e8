import type { RevocationCalls as ChainCalls, Revocation, UserRevocation } from '@credits-server/contract'
import { type CallOptions, callOperation } from '../request/callOperation.js'
import type { Api } from '../request/createApi.js'
import { has, hasList } from '../request/isAnswer.js'
import { type PageOptions, readPages } from '../request/readPages.js'

export type ListRevocationsOptions = PageOptions & {
  /** Whether the chain knows of it; left out, both. */
  readonly state?: 'pending' | 'seen'
}

export type GetRevocationCallsOptions = CallOptions & {
  /** How many credits one call revokes at most, 1 to 200. */
  readonly perCall?: number
}

/** Calls that take credits back. Nothing is revoked twice, so each can be repeated. **Errors:** CreditsApiError. */
export type RevocationCalls = {
  /**
   * Takes back what is left of a credit, once: called again it returns the first revocation. The chain does not know of it
   * until the calls of getRevocationCalls are sent. **Source:** revokeCredit.
   */
  revokeCredit(id: string, reason: string, options?: CallOptions): Promise<Revocation>
  /** Takes back what is left of all credits of a user. **Source:** revokeUserCredits. */
  revokeUserCredits(address: string, reason: string, options?: CallOptions): Promise<UserRevocation>
  /** Iterates revocations, oldest first, a page at a time. **Source:** listRevocations. */
  listRevocations(options?: ListRevocationsOptions): AsyncGenerator<Revocation, void, undefined>
  /** Returns what to send to the chains, from an account that may revoke. **Source:** getRevocationCalls. */
  getRevocationCalls(options?: GetRevocationCallsOptions): Promise<ChainCalls>
}

const isRevocation = has('amountWei', 'version')

/** Creates the calls that take back. */
export function createRevocationCalls(api: Api): RevocationCalls {
  return {
    revokeCredit: (id, reason, options) =>
      callOperation(api, 'post', '/credits/{id}/revoke', { path: { id }, body: { reason }, ...options }, isRevocation),
    revokeUserCredits(address, reason, options) {
      const input = { path: { address }, body: { reason }, ...options }
      return callOperation(api, 'post', '/users/{address}/credits/revoke', input, isRevocation)
    },
    listRevocations: ({ state, ...options } = {}) =>
      readPages(api, '/admin/revocations', 'revocations', options, { query: { state } }),
    getRevocationCalls: ({ perCall, ...options } = {}) =>
      callOperation(api, 'get', '/admin/revocations/calldata', { query: { perCall }, ...options }, hasList('calls')),
  }
}
