import type { Credit, Flag, UserChange, UserStatus } from '@credits-server/contract'
import { type CreditsClientOptions, readSettings } from '../request/ClientSettings.js'
import { createApi } from '../request/createApi.js'
import { flagUsers, type UserFlag } from './flagUsers.js'
import { getUserStatus } from './getUserStatus.js'
import { type Grant, type GrantCreditsOptions, grantCredits } from './grantCredits.js'
import { type ListFlagsOptions, listFlags } from './listFlags.js'
import { type ListUsersOptions, listUsers } from './listUsers.js'
import { optOutUser } from './optOutUser.js'
import { registerUser } from './registerUser.js'
import { rejoinUser } from './rejoinUser.js'
import type { UserCallOptions } from './UserCall.js'
import { type UserUnflag, unflagUsers } from './unflagUsers.js'

export type CreditsAdminOptions = CreditsClientOptions & {
  /** Sent as `Authorization: Bearer …`. It belongs on a server and never in a page. */
  readonly apiKey: string
}

/** Typed calls of the operator. */
export type CreditsAdmin = {
  /**
   * Grants a credit. One key is one grant, however often it is sent; without a key of yours one is made before the first try
   * and kept over all of them.
   *
   * **Errors:** CreditsApiError; after `code` OUTCOME_UNKNOWN, TIMEOUT or NETWORK the grant may have been made: call again
   * with the same `idempotencyKey`. **Source:** grantCredits.
   */
  grantCredits(address: string, grant: Grant, options?: GrantCreditsOptions): Promise<Credit>
  /**
   * Flags up to 1,000 users, all or none, and tells what became of each; the same flag again changes nothing. **Errors:**
   * CreditsApiError. **Source:** flagUsers.
   */
  flagUsers(flag: UserFlag, options?: UserCallOptions): Promise<UserChange[]>
  /** Lifts the flags of one type of up to 1,000 users, all or none. **Errors:** CreditsApiError. **Source:** unflagUsers. */
  unflagUsers(unflag: UserUnflag, options?: UserCallOptions): Promise<UserChange[]>
  /** Iterates flags, newest first, a page at a time. **Errors:** CreditsApiError. **Source:** listFlags. */
  listFlags(options?: ListFlagsOptions): AsyncGenerator<Flag, void, undefined>
  /** Makes a user known without a grant. **Errors:** CreditsApiError. **Source:** registerUser. */
  registerUser(address: string, options?: UserCallOptions): Promise<UserStatus>
  /** Lets a user leave; what they have stays theirs. **Errors:** CreditsApiError. **Source:** optOutUser. */
  optOutUser(address: string, options?: UserCallOptions): Promise<UserStatus>
  /** Lets a user who has left come back to what they had. **Errors:** CreditsApiError. **Source:** rejoinUser. */
  rejoinUser(address: string, options?: UserCallOptions): Promise<UserStatus>
  /** Tells whether a user is enrolled, has left or is not registered. **Errors:** CreditsApiError. **Source:** getUserStatus. */
  getUserStatus(address: string, options?: UserCallOptions): Promise<UserStatus>
  /** Iterates users in the order of addresses, a page at a time. **Errors:** CreditsApiError. **Source:** listUsers. */
  listUsers(options?: ListUsersOptions): AsyncGenerator<UserStatus, void, undefined>
}

/**
 * Creates a client of the operator.
 *
 * @example
 * const admin = createCreditsAdmin({ baseUrl: 'http://localhost:3000', apiKey: process.env.CREDITS_API_KEY ?? '' })
 * await admin.grantCredits(address, { type: 'on-demand', amount: '12.5', reason: 'Welcome' }, { idempotencyKey: 'order-1' })
 */
export function createCreditsAdmin({ apiKey, ...options }: CreditsAdminOptions): CreditsAdmin {
  const settings = readSettings(options)
  const api = createApi({
    ...settings,
    headers: async () => ({ ...(await settings.headers()), Authorization: `Bearer ${apiKey}` }),
  })
  return {
    grantCredits: (address, grant, options) => grantCredits(api, address, grant, options),
    flagUsers: (flag, options) => flagUsers(api, flag, options),
    unflagUsers: (unflag, options) => unflagUsers(api, unflag, options),
    listFlags: (options) => listFlags(api, options),
    registerUser: (address, options) => registerUser(api, address, options),
    optOutUser: (address, options) => optOutUser(api, address, options),
    rejoinUser: (address, options) => rejoinUser(api, address, options),
    getUserStatus: (address, options) => getUserStatus(api, address, options),
    listUsers: (options) => listUsers(api, options),
  }
}
