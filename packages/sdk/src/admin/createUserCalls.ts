import type { Flag, operations, UserChange, UserStatus } from '@credits-server/contract'
import { type CallOptions, callOperation } from '../request/callOperation.js'
import type { Api } from '../request/createApi.js'
import { has, hasList } from '../request/isAnswer.js'
import type { ReadonlyDeep } from '../request/ReadonlyDeep.js'
import { type PageOptions, readPages } from '../request/readPages.js'

/** Whom to flag, and why. Source: the body of flagUsers. */
export type UserFlag = ReadonlyDeep<operations['flagUsers']['requestBody']['content']['application/json']>

/** Whose flags to lift. Source: the body of unflagUsers. */
export type UserUnflag = ReadonlyDeep<operations['unflagUsers']['requestBody']['content']['application/json']>

export type ListFlagsOptions = PageOptions & {
  readonly address?: string
  readonly type?: UserFlag['type']
  /** Only the active ones, or only those that have ended. */
  readonly active?: boolean
}

export type ListUsersOptions = PageOptions & {
  /** Only who stands so. */
  readonly status?: UserStatus['status']
}

/** Calls about users. What is done already is not done again, so each can be repeated. **Errors:** CreditsApiError. */
export type UserCalls = {
  /** Makes a user known without a grant. **Source:** registerUser. */
  registerUser(address: string, options?: CallOptions): Promise<UserStatus>
  /** Lets a user leave; what they have stays theirs. **Source:** optOutUser. */
  optOutUser(address: string, options?: CallOptions): Promise<UserStatus>
  /** Lets a user who has left come back to what they had. **Source:** rejoinUser. */
  rejoinUser(address: string, options?: CallOptions): Promise<UserStatus>
  /** Tells whether a user is enrolled, has left or is not registered. **Source:** getUserStatus. */
  getUserStatus(address: string, options?: CallOptions): Promise<UserStatus>
  /** Iterates users in the order of addresses, a page at a time. **Source:** listUsers. */
  listUsers(options?: ListUsersOptions): AsyncGenerator<UserStatus, void, undefined>
  /** Flags up to 1,000 users, all or none, and tells what became of each; the same flag again changes nothing. **Source:** flagUsers. */
  flagUsers(flag: UserFlag, options?: CallOptions): Promise<UserChange[]>
  /** Lifts the flags of one type of up to 1,000 users, all or none. **Source:** unflagUsers. */
  unflagUsers(unflag: UserUnflag, options?: CallOptions): Promise<UserChange[]>
  /** Iterates flags, newest first, a page at a time. **Source:** listFlags. */
  listFlags(options?: ListFlagsOptions): AsyncGenerator<Flag, void, undefined>
}

const isUserStatus = has('status', 'optedOutAt')

/** Creates the calls about users. */
export function createUserCalls(api: Api): UserCalls {
  return {
    registerUser: (address, options) =>
      callOperation(api, 'post', '/users', { body: { address }, ...options }, isUserStatus),
    optOutUser: (address, options) =>
      callOperation(api, 'delete', '/users/{address}', { path: { address }, ...options }, isUserStatus),
    rejoinUser: (address, options) =>
      callOperation(api, 'post', '/users/{address}/rejoin', { path: { address }, ...options }, isUserStatus),
    getUserStatus: (address, options) =>
      callOperation(api, 'get', '/users/{address}/status', { path: { address }, ...options }, isUserStatus),
    listUsers: ({ status, ...options } = {}) => readPages(api, '/users', 'users', options, { query: { status } }),
    flagUsers: async (body, options) =>
      (await callOperation(api, 'post', '/flag', { body, ...options }, hasList('users'))).users,
    unflagUsers: async (body, options) =>
      (await callOperation(api, 'post', '/unflag', { body, ...options }, hasList('users'))).users,
    listFlags({ address, type, active, ...options } = {}) {
      const query = { address, type, active: active === undefined ? undefined : (`${active}` as const) }
      return readPages(api, '/admin/flags', 'flags', options, { query })
    },
  }
}
