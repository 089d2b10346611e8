import type { ReadSnapshot } from '../../balance/readSnapshot.js'
import { revision } from '../../balance/revision.js'
import { formatSnapshotId } from '../../balance/SnapshotId.js'
import { etagMatches } from '../etagMatches.js'
import type { Handler } from '../Handler.js'
import { readAddress } from '../readAddress.js'

/** Answers getCredits: the balance, or 304 if the client has it. */
export function createGetCredits(readSnapshot: ReadSnapshot): Handler<'getCredits'> {
  return async function getCredits({ path, query, headers }) {
    const snapshot = await readSnapshot(readAddress(path.address))
    const etag = `"${formatSnapshotId(snapshot.id)}.${revision}"`
    const caching = { ETag: etag, 'Cache-Control': 'no-cache' }
    if (etagMatches(headers['If-None-Match'], etag)) return { status: 304, headers: caching }
    return { status: 200, type: 'application/json', headers: caching, body: snapshot.body(query.status) }
  }
}
