import type { CreditsApiError } from '../errors/CreditsApiError.js'

/**
 * How a stream is doing.
 *
 * - `connecting`: the first connection is being made; try `attempt`, after `delayMs`.
 * - `live`: connected, and the server compares with its database.
 * - `stale`: connected, but the server has lost its database for now: what is shown may be out of date.
 * - `reconnecting`: the connection was lost, for `reason`; the next try begins after `delayMs`.
 * - `offline`: this device has no network; the next try begins when it has.
 * - `ended`: for good, by `close`, by the signal, or because of `reason`, which is final.
 */
export type StreamState =
  | {
      readonly name: 'connecting' | 'reconnecting'
      readonly attempt: number
      readonly delayMs: number
      readonly reason: string | null
    }
  | { readonly name: 'live' }
  | { readonly name: 'stale' }
  | { readonly name: 'offline' }
  | { readonly name: 'ended'; readonly reason: CreditsApiError | null }
