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
