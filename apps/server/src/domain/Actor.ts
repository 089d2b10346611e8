import type { Scope } from '@credits-server/contract'
import type { Author } from '../audit/Author.js'
import type { HeldKey } from '../keys/KeyHolder.js'

/** Who asks for a change: an API client and what its key may do. */
export type Actor = Author & {
  readonly scopes: 'all' | readonly Scope[]
  /** The key it asks with; root, which may do all, has none of the table. */
  readonly key?: HeldKey
}

/** Whoever asks a public operation. */
export const anyone: Actor = { client: 'anyone', scopes: [] }
