export type {
  ApiKey,
  Flag,
  Goal,
  GoalCreation,
  GoalEdit,
  GoalReport,
  IssuedApiKey,
  ManagedSeason,
  SeasonCreation,
  SeasonEdit,
  SeasonState,
  UserChange,
  UserStatus,
} from '@credits-server/contract'
export type { CallOptions } from './CallOptions.js'
export type { ClaimCreditsOptions } from './claimCredits.js'
export { type CreditsAdmin, type CreditsAdminOptions, createCreditsAdmin } from './createCreditsAdmin.js'
export type { NewKey } from './createKey.js'
export type { UserFlag } from './flagUsers.js'
export type { Grant, GrantCreditsOptions } from './grantCredits.js'
export type { ListFlagsOptions } from './listFlags.js'
export type { ListKeysOptions } from './listKeys.js'
export type { ListUsersOptions } from './listUsers.js'
export type { GoalCallOptions, GoalCalls } from './manageGoals.js'
export type { ListSeasonsOptions, SeasonCallOptions, SeasonCalls } from './manageSeasons.js'
export type { AuditRecord, ReadAuditOptions } from './readAudit.js'
export type { GoalEvent, ReportGoalProgressOptions } from './reportGoalProgress.js'
export type { KeyRotation } from './rotateKey.js'
export type { UserCallOptions } from './UserCall.js'
export type { UserUnflag } from './unflagUsers.js'
