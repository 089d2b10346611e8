/** Who or what writes, as the ledger and the audit log know it. */
export type Author = {
  /** The client's immutable name; `root` for the root key. */
  readonly client: string
  /** The key of a client that has one of its own; root, the demo and the chain have none. */
  readonly key?: { readonly id: string }
  /** What was asked for, if somebody has asked: whatever is written for it is recorded in the audit log. */
  readonly request?: ManagementRequest
}

/** A request for a write, as the audit log keeps it: nothing secret, nothing personal. */
export type ManagementRequest = {
  readonly id: string
  readonly operation: string
  /** The address or id it is made to; null if there is not one. */
  readonly target: string | null
  readonly idempotencyKey: string | null
  readonly summary: Readonly<Record<string, unknown>>
  /** Is told when it has been recorded. */
  readonly onRecorded?: () => void
}

/** Returns the author with another target, of what is made or of one of several, and with what else is worth keeping. */
export function aimAt<A extends Author>(author: A, target: string, also: Readonly<Record<string, unknown>> = {}): A {
  const { request } = author
  return request ? { ...author, request: { ...request, target, summary: { ...request.summary, ...also } } } : author
}
