export type {
  Flag,
  Goal,
  GoalCreation,
  GoalEdit,
  GoalReport,
  ManagedSeason,
  SeasonCreation,
  SeasonEdit,
  SeasonState,
  UserChange,
  UserStatus,
} from '@credits-server/contract'
export type { ClaimCreditsOptions } from './claimCredits.js'
export { type CreditsAdmin, type CreditsAdminOptions, createCreditsAdmin } from './createCreditsAdmin.js'
export type { UserFlag } from './flagUsers.js'
export type { Batch, BatchItem, BatchResult } from './grantBatch.js'
export type { Grant, GrantCreditsOptions } from './grantCredits.js'
export type { ListFlagsOptions } from './listFlags.js'
export type { ListUsersOptions } from './listUsers.js'
export type { GoalCallOptions, GoalCalls } from './manageGoals.js'
export type { ListSeasonsOptions, SeasonCallOptions, SeasonCalls } from './manageSeasons.js'
export type { BatchPlan, PlanBatchOptions } from './planBatch.js'
export type { GoalEvent, ReportGoalProgressOptions } from './reportGoalProgress.js'
export type { UserCallOptions } from './UserCall.js'
export type { UserUnflag } from './unflagUsers.js'
