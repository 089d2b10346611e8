export { type ErrorCode, errorCodes } from './errorCodes.js'
export type { operations, paths } from './generated/schema.js'
export type { JsonText } from './JsonText.js'
export { type OperationId, operationTable, type Scope, scopes } from './operationTable.js'
export type {
  ApiKey,
  ApiKeyPage,
  AuditPage,
  Balance,
  Change,
  Claim,
  Credit,
  CreditStatus,
  EntryPage,
  ErrorBody,
  FlaggedBody,
  Goal,
  GoalCreation,
  GoalEdit,
  GoalPage,
  GoalReport,
  HeartbeatEvent,
  IssuedApiKey,
  ManagedSeason,
  ManagedSeasonPage,
  OnChainVoucher,
  Progress,
  Season,
  SeasonCreation,
  SeasonEdit,
  SeasonOverview,
  SeasonState,
} from './schemas.js'
