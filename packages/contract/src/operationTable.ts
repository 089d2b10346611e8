import type { ErrorCode } from './errorCodes.js'
import { scopes as scopeTable, operationTable as table } from './generated/operationTable.js'
import type { operations } from './generated/schema.js'

/** The id of an operation of the contract. */
export type OperationId = keyof operations

/** What an API key may be allowed. */
export type Scope = keyof typeof scopeTable

/** What each scope allows, in a sentence. Source: `x-scopes` of the contract. */
export const scopes: Readonly<Record<Scope, string>> = scopeTable

type Operation = {
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE'
  /** Path template with `{parameters}`. */
  readonly path: string
  /**
   * `public` needs no credential and is shared with every origin that CORS_ORIGINS allows; `bearer` needs an API key and is
   * shared with none; `same-origin` needs no credential and is for the server's own pages.
   */
  readonly access: 'public' | 'bearer' | 'same-origin'
  /** What an API key must be allowed; null where none is needed. */
  readonly scope: Scope | null
  /**
   * Whether it changes something for whoever holds a key, so that the audit log has it. Every `bearer` operation but GET does,
   * unless it says `x-writes: false`.
   */
  readonly writes: boolean
  /** Every status it may answer. */
  readonly statuses: readonly number[]
  /** Media types it answers with when it succeeds. */
  readonly mediaTypes: readonly string[]
  /** Every error code it may answer. */
  readonly errors: readonly ErrorCode[]
}

/** What a router or client needs to know of each operation. Source: `paths` of the contract. */
export const operationTable: Readonly<Record<OperationId, Operation>> = table
