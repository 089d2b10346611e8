import type { Balance, JsonText } from '@credits-server/contract'
import type { DatabaseClock } from './DatabaseClock.js'
import { revision } from './revision.js'
import { formatSnapshotId, type SnapshotId } from './SnapshotId.js'
import { creditSeparator } from './snapshotStatement.js'

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
  /** Names id and revision; strong, quotes included. */
  readonly etag: string
  /** The serialised balance. A filter chooses which credits are listed and nothing else. The text is made once. */
  body(filter?: CreditFilter): JsonText<Balance>
  /** How much memory its texts take, about. **Units:** bytes. */
  readonly size: number
}

type SnapshotParts = Omit<Snapshot, 'body' | 'etag' | 'size'> & {
  /** JSON text of each credit, in the order in which they are best spent, with `creditSeparator` between them. */
  readonly credits: string
  /** JSON text of the other properties. */
  readonly rest: string
}

/** What a snapshot takes beside its texts. */
const leastSize = 1_024

/** Creates a snapshot from what the database wrote; nothing is parsed. */
export function createSnapshot({ credits, rest, ...stamp }: SnapshotParts): Snapshot {
  const bodies = new Map<CreditFilter | undefined, JsonText<Balance>>()
  const makeBody = (filter: CreditFilter | undefined) => {
    const listed = filter
      ? credits
          .split(creditSeparator)
          .filter((json) => json.includes(`"status":"${filter}"`))
          .join(',')
      : credits.replaceAll(creditSeparator, ',')
    return `{"credits":[${listed}],${rest}}` as JsonText<Balance>
  }
  return {
    ...stamp,
    etag: `"${formatSnapshotId(stamp.id)}.${revision}"`,
    // All of them, and at most as much again for the two filters together.
    size: leastSize + 3 * credits.length + 4 * rest.length,
    body(filter) {
      const made = bodies.get(filter) ?? makeBody(filter)
      bodies.set(filter, made)
      return made
    },
  }
}
