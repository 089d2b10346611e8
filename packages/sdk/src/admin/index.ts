export type {
  Goal,
  GoalCreation,
  GoalEdit,
  GoalReport,
  ManagedSeason,
  SeasonCreation,
  SeasonEdit,
  SeasonState,
} from '@credits-server/contract'
export type { ClaimCreditsOptions } from './claimCredits.js'
export { type CreditsAdmin, type CreditsAdminOptions, createCreditsAdmin } from './createCreditsAdmin.js'
export type { Grant, GrantCreditsOptions } from './grantCredits.js'
export type { GoalCallOptions, GoalCalls } from './manageGoals.js'
export type { ListSeasonsOptions, SeasonCallOptions, SeasonCalls } from './manageSeasons.js'
export type { GoalEvent, ReportGoalProgressOptions } from './reportGoalProgress.js'
