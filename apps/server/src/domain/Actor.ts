import type { Scope } from '@credits-server/contract'
import type { Author } from '../audit/Author.js'

/** Who asks for a change: an API client and what its key may do. */
export type Actor = Author & {
  readonly scopes: 'all' | readonly Scope[]
  /** The key it asks with; root, which may do all, has none of the table. */
  readonly key?: ActorKey
}

/** A key of the table, as far as it bounds what its holder may do. */
export type ActorKey = {
  readonly id: string
  /** Most that its client may grant with it on one day; null without limit. */
  readonly dailyQuotaWei: bigint | null
  /** When it ends; null if it does not. */
  readonly expiresAt: Date | null
}

/** Whoever asks a public operation. */
export const anyone: Actor = { client: 'anyone', scopes: [] }
