import type {
  ApiKey,
  Balance,
  Credit,
  ExportedCredit,
  ExportedEntry,
  Flag,
  GoalReport,
  IssuedApiKey,
  OperatorCredit,
  Revocation,
  RevocationCalls,
  UserChange,
  UserRevocation,
  UserStatus,
} from '@credits-server/contract'
import { type CreditsClientOptions, readSettings } from '../request/ClientSettings.js'
import { createApi } from '../request/createApi.js'
import type { CallOptions } from './CallOptions.js'
import { type ClaimCreditsOptions, claimCredits } from './claimCredits.js'
import { createKey, type NewKey } from './createKey.js'
import { type CreditExportFilter, exportCredits } from './exportCredits.js'
import { type EntryExportFilter, exportEntries } from './exportEntries.js'
import { flagUsers, type UserFlag } from './flagUsers.js'
import { type AsOfOptions, getCreditById } from './getCreditById.js'
import { type GetRevocationCallsOptions, getRevocationCalls } from './getRevocationCalls.js'
import { getUserBalance } from './getUserBalance.js'
import { getUserEntries, type OperatorEntry } from './getUserEntries.js'
import { getUserStatus } from './getUserStatus.js'
import { type Batch, type BatchResult, grantBatch } from './grantBatch.js'
import { type Grant, type GrantCreditsOptions, grantCredits } from './grantCredits.js'
import type { Exported, ExportFormat, ExportOptions } from './iterateExport.js'
import { type CreditListFilter, type ListOptions, listCredits } from './listCredits.js'
import { type ListFlagsOptions, listFlags } from './listFlags.js'
import { type ListKeysOptions, listKeys } from './listKeys.js'
import { type ListRevocationsOptions, listRevocations } from './listRevocations.js'
import { type ListUsersOptions, listUsers } from './listUsers.js'
import { type GoalCalls, manageGoals } from './manageGoals.js'
import { manageSeasons, type SeasonCalls } from './manageSeasons.js'
import { optOutUser } from './optOutUser.js'
import { type BatchPlan, type PlanBatchOptions, planBatch } from './planBatch.js'
import { type AuditRecord, type ReadAuditOptions, readAudit } from './readAudit.js'
import { registerUser } from './registerUser.js'
import { rejoinUser } from './rejoinUser.js'
import { type GoalEvent, type ReportGoalProgressOptions, reportGoalProgress } from './reportGoalProgress.js'
import { type RevokeOptions, revokeCredit } from './revokeCredit.js'
import { revokeKey } from './revokeKey.js'
import { revokeUserCredits } from './revokeUserCredits.js'
import { type KeyRotation, rotateKey } from './rotateKey.js'
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
   * Counts an event towards a goal, once for ever for each `eventId`; the reward of a goal that is reached waits to be claimed.
   * After an error with `retryable` true, or SEASON_PAUSED, report the same event again.
   *
   * **Errors:** CreditsApiError. **Source:** reportGoalProgress.
   *
   * @example
   * const { isCompleted } = await admin.reportGoalProgress('s5-log-in', { address, eventId: 'login-42' })
   */
  reportGoalProgress(goalId: string, event: GoalEvent, options?: ReportGoalProgressOptions): Promise<GoalReport>
  /**
   * Makes a user's pending credits spendable, all of them unless some are named, and returns them with their signatures. It may
   * be repeated; who has lost an answer finds the credits in the balance.
   *
   * **Errors:** CreditsApiError. **Source:** claimCredits.
   */
  claimCredits(address: string, options?: ClaimCreditsOptions): Promise<Credit[]>
  /**
   * Makes an API key for a client; its `secret` is shown this one time. It is sent once: after `code` OUTCOME_UNKNOWN, TIMEOUT
   * or NETWORK look with listKeys what was made, and revoke it.
   *
   * **Errors:** CreditsApiError. **Source:** createKey.
   */
  createKey(key: NewKey, options?: CallOptions): Promise<IssuedApiKey>
  /** Iterates the keys, newest first, a page at a time. **Errors:** CreditsApiError. **Source:** listKeys. */
  listKeys(options?: ListKeysOptions): AsyncGenerator<ApiKey, void>
  /**
   * Makes a key that takes over from another one, which ends after the overlap. It is sent once, as createKey is.
   *
   * **Errors:** CreditsApiError. **Source:** rotateKey.
   */
  rotateKey(id: string, rotation: KeyRotation, options?: CallOptions): Promise<IssuedApiKey>
  /** Ends a key for good, everywhere within five seconds. **Errors:** CreditsApiError. **Source:** revokeKey. */
  revokeKey(id: string, options?: CallOptions): Promise<ApiKey>
  /** Iterates who has changed what, newest first, a page at a time. **Errors:** CreditsApiError. **Source:** readAudit. */
  readAudit(options?: ReadAuditOptions): AsyncGenerator<AuditRecord, void>
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
  /**
   * Takes back what is left of a credit, once: called again it returns the first revocation. The chain does not know of it
   * until the calls of getRevocationCalls are sent. **Errors:** CreditsApiError. **Source:** revokeCredit.
   */
  revokeCredit(id: string, reason: string, options?: RevokeOptions): Promise<Revocation>
  /** Takes back what is left of all credits of a user. **Errors:** CreditsApiError. **Source:** revokeUserCredits. */
  revokeUserCredits(address: string, reason: string, options?: RevokeOptions): Promise<UserRevocation>
  /** Iterates revocations, oldest first, a page at a time. **Errors:** CreditsApiError. **Source:** listRevocations. */
  listRevocations(options?: ListRevocationsOptions): AsyncGenerator<Revocation, void, undefined>
  /** Returns what to send to the chains, from an account that may revoke. **Source:** getRevocationCalls. */
  getRevocationCalls(options?: GetRevocationCallsOptions): Promise<RevocationCalls>
  /** Iterates everybody's credits, newest first, a page at a time. **Errors:** CreditsApiError. **Source:** listCredits. */
  listCredits(filter?: CreditListFilter, options?: ListOptions): AsyncGenerator<OperatorCredit, void, undefined>
  /** Returns any credit with its entries. **Errors:** CreditsApiError. **Source:** getCreditById. */
  getCreditById(id: string, options?: AsOfOptions): Promise<OperatorCredit>
  /** Returns the balance of any user at any moment. **Errors:** CreditsApiError. **Source:** getUserBalance. */
  getUserBalance(address: string, options?: AsOfOptions): Promise<Balance>
  /** Iterates a user's history with who and why, newest first. **Errors:** CreditsApiError. **Source:** getUserEntries. */
  getUserEntries(address: string, options?: ListOptions): AsyncGenerator<OperatorEntry, void, undefined>
  /**
   * Iterates all credits as they come, of one moment and oldest first; with `format: 'csv'` pieces of the text of a file for a
   * spreadsheet. The loop ends only if all of it has come.
   *
   * **Errors:** CreditsApiError; with `code` NETWORK it broke off, and what has come is not the whole. **Source:** exportCredits.
   */
  exportCredits<Format extends ExportFormat = 'ndjson'>(
    filter?: CreditExportFilter,
    options?: ExportOptions<Format>,
  ): Exported<Format, ExportedCredit>
  /** Iterates the ledger in the same way, by user and version. **Errors:** as exportCredits. **Source:** exportEntries. */
  exportEntries<Format extends ExportFormat = 'ndjson'>(
    filter?: EntryExportFilter,
    options?: ExportOptions<Format>,
  ): Exported<Format, ExportedEntry>
  /**
   * Says what `grantBatch` would do now, and does nothing. Send its `hash` as `planHash` to have the batch done only as planned.
   *
   * **Errors:** CreditsApiError. **Source:** planBatch.
   */
  planBatch(batch: Batch, options?: PlanBatchOptions): Promise<BatchPlan>
  /**
   * Grants up to 10,000 credits in one transaction: in mode `each` what can be granted, in mode `all` everything or nothing.
   * One key is one batch, as with `grantCredits`. A large batch takes seconds: give the client a `timeoutMs` of a minute.
   *
   * **Errors:** CreditsApiError, with `code` PLAN_OUTDATED if it would not do any more what its plan said, and BATCH_REFUSED
   * in mode `all`; after OUTCOME_UNKNOWN, TIMEOUT or NETWORK call again with the same `idempotencyKey`.
   * **Source:** grantBatch.
   *
   * @example
   * const batch = { mode: 'each', items } as const
   * const { hash, refused } = await admin.planBatch(batch)
   * if (refused === 0) await admin.grantBatch({ ...batch, planHash: hash }, { idempotencyKey: 'season-5-week-2' })
   */
  grantBatch(batch: Batch, options?: GrantCreditsOptions): Promise<BatchResult>
} & SeasonCalls &
  GoalCalls

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
    reportGoalProgress: (goalId, event, options) => reportGoalProgress(api, goalId, event, options),
    claimCredits: (address, options) => claimCredits(api, address, options),
    flagUsers: (flag, options) => flagUsers(api, flag, options),
    unflagUsers: (unflag, options) => unflagUsers(api, unflag, options),
    listFlags: (options) => listFlags(api, options),
    registerUser: (address, options) => registerUser(api, address, options),
    optOutUser: (address, options) => optOutUser(api, address, options),
    rejoinUser: (address, options) => rejoinUser(api, address, options),
    getUserStatus: (address, options) => getUserStatus(api, address, options),
    listUsers: (options) => listUsers(api, options),
    planBatch: (batch, options) => planBatch(api, batch, options),
    grantBatch: (batch, options) => grantBatch(api, batch, options),
    ...manageSeasons(api),
    ...manageGoals(api),
    createKey: (key, options) => createKey(api, key, options),
    listKeys: (options) => listKeys(api, options),
    rotateKey: (id, rotation, options) => rotateKey(api, id, rotation, options),
    revokeKey: (id, options) => revokeKey(api, id, options),
    readAudit: (options) => readAudit(api, options),
    revokeCredit: (id, reason, options) => revokeCredit(api, id, reason, options),
    revokeUserCredits: (address, reason, options) => revokeUserCredits(api, address, reason, options),
    listRevocations: (options) => listRevocations(api, options),
    getRevocationCalls: (options) => getRevocationCalls(api, options),
    listCredits: (filter, options) => listCredits(api, filter, options),
    getCreditById: (id, options) => getCreditById(api, id, options),
    getUserBalance: (address, options) => getUserBalance(api, address, options),
    getUserEntries: (address, options) => getUserEntries(api, address, options),
    exportCredits: (filter, options) => exportCredits(api, filter, options),
    exportEntries: (filter, options) => exportEntries(api, filter, options),
  }
}
