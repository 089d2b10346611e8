export type {
  ApiKey,
  ExportedCredit,
  ExportedEntry,
  Flag,
  Goal,
  GoalCreation,
  GoalEdit,
  GoalReport,
  IssuedApiKey,
  ManagedSeason,
  OperatorCredit,
  Revocation,
  RevocationCalls,
  SeasonCreation,
  SeasonEdit,
  SeasonState,
  UserChange,
  UserRevocation,
  UserStatus,
} from '@credits-server/contract'
export type { CallOptions } from './CallOptions.js'
export type { ClaimCreditsOptions } from './claimCredits.js'
export { type CreditsAdmin, type CreditsAdminOptions, createCreditsAdmin } from './createCreditsAdmin.js'
export type { NewKey } from './createKey.js'
export type { CreditExportFilter } from './exportCredits.js'
export type { EntryExportFilter } from './exportEntries.js'
export type { UserFlag } from './flagUsers.js'
export type { AsOfOptions } from './getCreditById.js'
export type { GetRevocationCallsOptions } from './getRevocationCalls.js'
export type { OperatorEntry } from './getUserEntries.js'
export type { Batch, BatchItem, BatchResult } from './grantBatch.js'
export type { Grant, GrantCreditsOptions } from './grantCredits.js'
export type { Exported, ExportFormat, ExportOptions } from './iterateExport.js'
export type { CreditListFilter, ListOptions } from './listCredits.js'
export type { ListFlagsOptions } from './listFlags.js'
export type { ListKeysOptions } from './listKeys.js'
export type { ListRevocationsOptions } from './listRevocations.js'
export type { ListUsersOptions } from './listUsers.js'
export type { GoalCallOptions, GoalCalls } from './manageGoals.js'
export type { ListSeasonsOptions, SeasonCallOptions, SeasonCalls } from './manageSeasons.js'
export type { BatchPlan, PlanBatchOptions } from './planBatch.js'
export type { AuditRecord, ReadAuditOptions } from './readAudit.js'
export type { GoalEvent, ReportGoalProgressOptions } from './reportGoalProgress.js'
export type { RevokeOptions } from './revokeCredit.js'
export type { KeyRotation } from './rotateKey.js'
export type { UserCallOptions } from './UserCall.js'
export type { UserUnflag } from './unflagUsers.js'
