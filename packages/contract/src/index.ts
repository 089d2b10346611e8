export { type ErrorCode, errorCodes } from './errorCodes.js'
export type { operations, paths } from './generated/schema.js'
export type { JsonText } from './JsonText.js'
export { type OperationId, operationTable, type Scope, scopes } from './operationTable.js'
export type {
  Balance,
  Change,
  Claim,
  Credit,
  CreditStatus,
  EntryPage,
  ErrorBody,
  Flag,
  FlaggedBody,
  FlagPage,
  Goal,
  GoalCreation,
  GoalEdit,
  GoalPage,
  GoalReport,
  HeartbeatEvent,
  ManagedSeason,
  ManagedSeasonPage,
  OnChainVoucher,
  Progress,
  Season,
  SeasonCreation,
  SeasonEdit,
  SeasonOverview,
  SeasonState,
  UserChange,
  UserPage,
  UserStatus,
} from './schemas.js'
