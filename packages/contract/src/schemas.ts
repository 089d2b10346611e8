import type { components } from './generated/schema.js'

type Schemas = components['schemas']

/** A signed, expiring voucher in MANA. Source: `#/components/schemas/Credit`. */
export type Credit = Schemas['Credit']

/** AVAILABLE, PARTIALLY_USED, USED or EXPIRED; derived at the moment of the answer, never stored. */
export type CreditStatus = Credit['status']

/** The voucher in the contract's own units: wei, unix seconds. Source: `#/components/schemas/OnChainVoucher`. */
export type OnChainVoucher = Schemas['OnChainVoucher']

/** What a user can spend now. Source: `#/components/schemas/Balance`. */
export type Balance = Schemas['Balance']

/** One entry of a user's ledger. Source: `#/components/schemas/Change`. */
export type Change = Schemas['Change']

/** One page of a user's history. Source: `#/components/schemas/EntryPage`. */
export type EntryPage = Schemas['EntryPage']

/** A season as anyone sees it. Source: `#/components/schemas/Season`. */
export type Season = Schemas['Season']

/** How a season stands; derived at the moment of the answer, never stored. */
export type SeasonState = Season['state']

/** Who signs credits here, and who else has signed some. Source: `#/components/schemas/Signer`. */
export type Signer = Schemas['Signer']

/** Past seasons, the one that runs, the next one. Source: `#/components/schemas/SeasonOverview`. */
export type SeasonOverview = Schemas['SeasonOverview']

/** A season with its budgets. Source: `#/components/schemas/ManagedSeason`. */
export type ManagedSeason = Schemas['ManagedSeason']

/** One page of seasons with their budgets. Source: `#/components/schemas/ManagedSeasonPage`. */
export type ManagedSeasonPage = Schemas['ManagedSeasonPage']

/** A season to be. Source: `#/components/schemas/SeasonCreation`. */
export type SeasonCreation = Schemas['SeasonCreation']

/** What to change of a season. Source: `#/components/schemas/SeasonEdit`. */
export type SeasonEdit = Schemas['SeasonEdit']

/** What users do to earn a credit. Source: `#/components/schemas/Goal`. */
export type Goal = Schemas['Goal']

/** One page of goals. Source: `#/components/schemas/GoalPage`. */
export type GoalPage = Schemas['GoalPage']

/** A goal to be. Source: `#/components/schemas/GoalCreation`. */
export type GoalCreation = Schemas['GoalCreation']

/** What to change of a goal. Source: `#/components/schemas/GoalEdit`. */
export type GoalEdit = Schemas['GoalEdit']
/** What is known of an API key. Source: `#/components/schemas/ApiKey`. */
export type ApiKey = Schemas['ApiKey']

/** A new API key, shown this one time. Source: `#/components/schemas/IssuedApiKey`. */
export type IssuedApiKey = Schemas['IssuedApiKey']

/** One page of API keys. Source: `#/components/schemas/ApiKeyPage`. */
export type ApiKeyPage = Schemas['ApiKeyPage']

/** One page of the audit log. Source: `#/components/schemas/AuditPage`. */
export type AuditPage = Schemas['AuditPage']
/** A flag with all that operators are told of it. Source: `#/components/schemas/Flag`. */
export type Flag = Schemas['Flag']

/** One page of flags. Source: `#/components/schemas/FlagPage`. */
export type FlagPage = Schemas['FlagPage']

/** What became of a user whom an operator's request named. Source: `#/components/schemas/UserChanges`. */
export type UserChange = Schemas['UserChanges']['users'][number]

/** How a user stands. Source: `#/components/schemas/UserStatus`. */
export type UserStatus = Schemas['UserStatus']

/** One page of users. Source: `#/components/schemas/UserPage`. */
export type UserPage = Schemas['UserPage']

/** What every error answers. Source: `#/components/schemas/Error`. */
export type ErrorBody = Schemas['Error']

/** What a flagged user, or a credential that failed, is answered. Source: `#/components/schemas/FlaggedOrUnauthorized`. */
export type FlaggedBody = Schemas['FlaggedOrUnauthorized']

/** The data of `event: heartbeat`. Source: `#/components/schemas/HeartbeatEvent`. */
export type HeartbeatEvent = Schemas['HeartbeatEvent']

/** How far a user is with the goals of the running season. Source: `#/components/schemas/Progress`. */
export type Progress = Schemas['Progress']

/** What a report towards a goal came to. Source: `#/components/schemas/GoalReport`. */
export type GoalReport = Schemas['GoalReport']

/** What was claimed. Source: `#/components/schemas/Claim`. */
export type Claim = Schemas['Claim']
/** A credit as operators see it, with the state that the ledger has it in. Source: `#/components/schemas/OperatorCredit`. */
export type OperatorCredit = Schemas['OperatorCredit']

/** One page of credits. Source: `#/components/schemas/CreditPage`. */
export type CreditPage = Schemas['CreditPage']

/** One page of a user's history, with who and why. Source: `#/components/schemas/OperatorEntryPage`. */
export type OperatorEntryPage = Schemas['OperatorEntryPage']

/** What was taken back of one credit. Source: `#/components/schemas/Revocation`. */
export type Revocation = Schemas['Revocation']

/** All that was revoked of one user. Source: `#/components/schemas/UserRevocation`. */
export type UserRevocation = Schemas['UserRevocation']

/** One page of revocations. Source: `#/components/schemas/RevocationPage`. */
export type RevocationPage = Schemas['RevocationPage']

/** What to send to the chains. Source: `#/components/schemas/RevocationCalls`. */
export type RevocationCalls = Schemas['RevocationCalls']

/** A credit as a line of an export. Source: `#/components/schemas/ExportedCredit`. */
export type ExportedCredit = Schemas['ExportedCredit']

/** An entry as a line of an export. Source: `#/components/schemas/ExportedEntry`. */
export type ExportedEntry = Schemas['ExportedEntry']

/** A transaction on chain, and what it has done to credits. Source: `#/components/schemas/Transaction`. */
export type Transaction = Schemas['Transaction']

/** What a transaction took from one credit. Source: `#/components/schemas/CreditUse`. */
export type CreditUse = Schemas['CreditUse']
