export type {
  ExportedCredit,
  ExportedEntry,
  GoalReport,
  OperatorCredit,
  Revocation,
  RevocationCalls,
  UserRevocation,
} from '@credits-server/contract'
export type { ClaimCreditsOptions } from './claimCredits.js'
export { type CreditsAdmin, type CreditsAdminOptions, createCreditsAdmin } from './createCreditsAdmin.js'
export type { CreditExportFilter } from './exportCredits.js'
export type { EntryExportFilter } from './exportEntries.js'
export type { AsOfOptions } from './getCreditById.js'
export type { GetRevocationCallsOptions } from './getRevocationCalls.js'
export type { OperatorEntry } from './getUserEntries.js'
export type { Grant, GrantCreditsOptions } from './grantCredits.js'
export type { ExportOptions } from './iterateRows.js'
export type { CreditListFilter, ListOptions } from './listCredits.js'
export type { ListRevocationsOptions } from './listRevocations.js'
export type { GoalEvent, ReportGoalProgressOptions } from './reportGoalProgress.js'
export type { RevokeOptions } from './revokeCredit.js'
