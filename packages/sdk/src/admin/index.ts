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
  SeasonCreation,
  SeasonEdit,
  SeasonState,
  UserChange,
  UserRevocation,
  UserStatus,
} from '@credits-server/contract'
export type { CallOptions } from '../request/callOperation.js'
export type { Exported, ExportFormat } from '../request/readExport.js'
export type { PageOptions } from '../request/readPages.js'
export { type CreditsAdmin, type CreditsAdminOptions, createCreditsAdmin } from './createCreditsAdmin.js'
export type { ClaimCreditsOptions, GoalCalls, GoalEvent } from './createGoalCalls.js'
export type { Batch, BatchItem, BatchPlan, BatchResult, Grant, GrantCalls, GrantOptions } from './createGrantCalls.js'
export type {
  AsOfOptions,
  ExportCreditsOptions,
  ExportEntriesOptions,
  HistoryCalls,
  ListCreditsOptions,
  OperatorEntry,
} from './createHistoryCalls.js'
export type { AuditRecord, KeyCalls, KeyRotation, ListKeysOptions, NewKey, ReadAuditOptions } from './createKeyCalls.js'
export type { GetRevocationCallsOptions, ListRevocationsOptions, RevocationCalls } from './createRevocationCalls.js'
export type { SeasonCalls } from './createSeasonCalls.js'
export type { ListFlagsOptions, ListUsersOptions, UserCalls, UserFlag, UserUnflag } from './createUserCalls.js'
