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

type Stamp = Pick<Snapshot, 'id' | 'takenAt' | 'clock' | 'staleAtMs'>

type SnapshotParts = Stamp & {
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
export function createSnapshot({ credits, rest, ...stamp }: SnapshotParts): Snapshot {
  const texts = credits === '' ? [] : credits.split(creditSeparator)
  const lengths = texts.map(({ length }) => length)
  return new PreparedSnapshot(stamp, `${bodyStart}${texts.join(',')}],${rest}}`, lengths)
}

/** Buffer.from cuts what is short out of a slab of 8 kB, which lives for as long as anything that was cut out of it. */
function ownBytes(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text))
  bytes.write(text)
  return bytes
}

/** Holds the bytes and no text beside them: where each credit stands in them is told by its length. */
class PreparedSnapshot implements Snapshot {
  readonly id: SnapshotId
  readonly takenAt: string
  readonly clock: DatabaseClock
  readonly staleAtMs: number | null
  readonly etag: string
  readonly frame: Buffer
  readonly #whole: JsonBytes<Balance>
  readonly #creditLengths: readonly number[]
  #filtered: Map<CreditFilter, JsonBytes<Balance>> | null = null

  constructor({ id, takenAt, clock, staleAtMs }: Stamp, body: string, creditLengths: readonly number[]) {
    const name = formatSnapshotId(id)
    // [spec] JSON has no raw line breaks, so the data is one line whatever it says.
    const head = `id: ${name}\ndata: `
    const tail = '\n\n'
    this.id = id
    this.takenAt = takenAt
    this.clock = clock
    this.staleAtMs = staleAtMs
    this.etag = `"${name}.${revision}"`
    this.frame = ownBytes(head + body + tail)
    this.#whole = this.frame.subarray(head.length, -tail.length) as JsonBytes<Balance>
    this.#creditLengths = creditLengths
  }

  get size(): number {
    let size = leastSize + this.frame.length
    for (const { length } of this.#filtered?.values() ?? []) size += length
    return size
  }

  body(filter?: CreditFilter): JsonBytes<Balance> {
    if (filter === undefined) return this.#whole
    this.#filtered ??= new Map()
    const made = this.#filtered.get(filter) ?? this.#filter(filter)
    this.#filtered.set(filter, made)
    return made
  }

  #filter(filter: CreditFilter): JsonBytes<Balance> {
    const text = this.#whole.toString()
    const listed: string[] = []
    let at = bodyStart.length
    for (const length of this.#creditLengths) {
      const credit = text.slice(at, at + length)
      if (credit.includes(`"status":"${filter}"`)) listed.push(credit)
      at += length + comma
    }
    const rest = text.slice(this.#creditLengths.length === 0 ? at : at - comma)
    return ownBytes(`${bodyStart}${listed.join(',')}${rest}`) as JsonBytes<Balance>
  }
}
