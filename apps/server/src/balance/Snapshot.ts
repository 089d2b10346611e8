import type { Balance, JsonText } from '@credits-server/contract'
import type { DatabaseClock } from './DatabaseClock.js'
import type { SnapshotId } from './SnapshotId.js'

/** The values of the `status` filter of getCredits. */
export type CreditFilter = 'AVAILABLE' | 'PARTIALLY_USED'

/**
 * One user's balance at one moment: an immutable value that GET, ETag, stream and cache all share. Same id, revision and
 * filter, same bytes.
 */
export type Snapshot = {
  readonly id: SnapshotId
  /** The database's time it is of, RFC 3339 with milliseconds. */
  readonly takenAt: string
  /** The database's clock when it was read. */
  readonly clock: DatabaseClock
  /** When the next credit expires or flag ends, ms by the database's clock; from then on it may not be served. */
  readonly staleAtMs: number | null
  /** The serialised balance. A filter chooses which credits are listed and nothing else. */
  body(filter?: CreditFilter): JsonText<Balance>
}

type SnapshotParts = Omit<Snapshot, 'body'> & {
  /** JSON text of each credit, in the order in which they are best spent. */
  readonly credits: readonly string[]
  /** JSON text of the other properties. */
  readonly rest: string
}

/** Creates a snapshot from what the database wrote; nothing is parsed. */
export function createSnapshot({ credits, rest, ...stamp }: SnapshotParts): Snapshot {
  return {
    ...stamp,
    body: (filter) => {
      const listed = filter ? credits.filter((json) => json.includes(`"status":"${filter}"`)) : credits
      return `{"credits":[${listed.join(',')}],${rest}}` as JsonText<Balance>
    },
  }
}
