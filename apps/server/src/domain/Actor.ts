import type { Scope } from '@credits-server/contract'

/** Who asks for a change: an API client and what its key may do. */
export type Actor = {
  /** The client's immutable name; `root` for the root key. */
  readonly client: string
  readonly scopes: 'all' | readonly Scope[]
}

/** Whoever asks a public operation. */
export const anyone: Actor = { client: 'anyone', scopes: [] }
