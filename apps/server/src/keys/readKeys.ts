import type { ApiKey, ApiKeyPage } from '@credits-server/contract'
import type { ReadPool } from '../db/openReadPool.js'
import { presentTimeCursor, type TimePlace } from '../db/TimePlace.js'
import { CreditsError } from '../errors/CreditsError.js'
import { type KeyRow, keyColumns, presentKey } from './KeyRow.js'

/** Reads what is known of keys. */
export type ReadKeys = {
  /** **Errors:** KEY_NOT_FOUND; UNAVAILABLE. */
  one(id: string): Promise<ApiKey>
  /** Newest first; null of `behind` is the newest. **Errors:** UNAVAILABLE. */
  page(choice: {
    readonly client: string | null
    readonly limit: number
    readonly behind: TimePlace | null
  }): Promise<ApiKeyPage>
}

/** The form of a key's id, as it stands in a cursor. */
export const keyIdForm = /^[0-9a-f]{12}$/

/** Creates the reader of keys: one round trip each. */
export function createReadKeys(reads: ReadPool): ReadKeys {
  return {
    async one(id) {
      const [row] = await reads.read<KeyRow>(oneStatement, [id])
      if (!row) throw new CreditsError('KEY_NOT_FOUND')
      return presentKey(row)
    },
    async page({ client, limit, behind }) {
      const values = [limit + 1, client, behind?.at ?? null, behind?.id ?? null]
      const rows = await reads.read<KeyRow>(pageStatement, values)
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      const place = rows.length > limit && last ? { at: last.created_at, id: last.id } : null
      return { keys: page.map(presentKey), nextCursor: place && presentTimeCursor(place) }
    },
  }
}

const oneStatement = { name: 'key', text: `select ${keyColumns} from api_keys where id = $1` }

const pageStatement = {
  name: 'keys',
  text: `select ${keyColumns} from api_keys
    where ($2::text is null or client = $2) and ($3::timestamptz is null or (created_at, id) < ($3, $4))
    order by created_at desc, id desc limit $1`,
}
