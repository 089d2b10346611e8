export { type ErrorCode, errorCodes } from './errorCodes.js'
export type { operations, paths } from './generated/schema.js'
export type { JsonText } from './JsonText.js'
export { type OperationId, operationTable, type Scope, scopes } from './operationTable.js'
export type {
  Balance,
  Change,
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
  HeartbeatEvent,
  ManagedSeason,
  ManagedSeasonPage,
  OnChainVoucher,
  Season,
  SeasonCreation,
  SeasonEdit,
  SeasonOverview,
  SeasonState,
  UserChange,
  UserPage,
  UserStatus,
} from './schemas.js'
