import type { Balance } from '@credits-server/contract'
import type { DatabaseClock } from './DatabaseClock.js'
import type { JsonBytes } from './JsonBytes.js'
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
  /** The serialised balance. A filter chooses which credits are listed and nothing else. The bytes are made once. */
  body(filter?: CreditFilter): JsonBytes<Balance>
  /** The event of the stream, as it stands on the wire; the whole body is a part of these bytes. */
  readonly frame: Buffer
  /** How much memory it takes, about. **Units:** bytes. */
  readonly size: number
}

type SnapshotParts = Pick<Snapshot, 'id' | 'takenAt' | 'clock' | 'staleAtMs'> & {
  /** JSON text of each credit, in the order in which they are best spent, with `creditSeparator` between them. */
  readonly credits: string
  /** JSON text of the other properties. */
  readonly rest: string
}

/** What a snapshot takes beside its bytes. */
const leastSize = 1_024

const bodyStart = '{"credits":['
const comma = 1

/** Creates a snapshot from what the database wrote; nothing is parsed. */
export function createSnapshot({ credits, rest, id, ...moment }: SnapshotParts): Snapshot {
  const texts = credits === '' ? [] : credits.split(creditSeparator)
  const name = formatSnapshotId(id)
  // [spec] JSON has no raw line breaks, so the data is one line whatever it says.
  const head = `id: ${name}\ndata: `
  const tail = '\n\n'
  const frame = Buffer.from(`${head}${bodyStart}${texts.join(',')}],${rest}}${tail}`)
  const whole = frame.subarray(head.length, -tail.length) as JsonBytes<Balance>
  // What a filter needs to find them again in the bytes, so that no text is kept beside those.
  const lengths = texts.map((text) => text.length)
  const filtered = new Map<CreditFilter, JsonBytes<Balance>>()
  let size = leastSize + frame.length

  function makeFiltered(filter: CreditFilter): JsonBytes<Balance> {
    const text = whole.toString()
    const listed: string[] = []
    let at = bodyStart.length
    for (const length of lengths) {
      const credit = text.slice(at, at + length)
      if (credit.includes(`"status":"${filter}"`)) listed.push(credit)
      at += length + comma
    }
    const rest = text.slice(lengths.length === 0 ? at : at - comma)
    return Buffer.from(`${bodyStart}${listed.join(',')}${rest}`) as JsonBytes<Balance>
  }

  return {
    ...moment,
    id,
    etag: `"${name}.${revision}"`,
    frame,
    get size() {
      return size
    },
    body(filter) {
      if (filter === undefined) return whole
      const known = filtered.get(filter)
      if (known) return known
      const made = makeFiltered(filter)
      filtered.set(filter, made)
      size += made.length
      return made
    },
  }
}
