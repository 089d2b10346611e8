import type { Snapshot } from '../balance/Snapshot.js'
import type { CreditsError } from '../errors/CreditsError.js'

/** One event of a balance stream. Source: `x-events` of getCreditsStream. */
export type StreamEvent =
  | { readonly kind: 'balance'; readonly snapshot: Snapshot }
  | (Reconnection & { readonly kind: 'heartbeat'; readonly snapshotId: string | null; readonly checkedAt: string })
  /** The user was flagged, or is no longer known; the stream ends. A reconnect is answered with the status. */
  | { readonly kind: 'flagged' | 'ended'; readonly error: CreditsError }
  /** The stream cannot start just now; it ends and the client comes back after `retryMs`. */
  | (Reconnection & { readonly kind: 'unavailable'; readonly error: CreditsError })

type Reconnection = {
  /** How long the client waits before it reconnects; stands in the first event of a connection. */
  readonly retryMs?: number
}
