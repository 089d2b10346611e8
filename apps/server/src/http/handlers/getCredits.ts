import type { ReadSnapshot } from '../../balance/readSnapshot.js'
import { revision } from '../../balance/revision.js'
import { formatSnapshotId } from '../../balance/SnapshotId.js'
import type { CreatePatience } from '../../waits/createPatience.js'
import type { ReadSnapshotSince } from '../../waits/createReadSnapshotSince.js'
import { etagMatches } from '../etagMatches.js'
import type { Handler } from '../Handler.js'
import { readAddress } from '../readAddress.js'

type Deps = {
  readonly readSnapshot: ReadSnapshot
  readonly readSnapshotSince: ReadSnapshotSince
  readonly createPatience: CreatePatience
}

/** Answers getCredits: the balance, or 304 if the client has it. */
export function createGetCredits({ readSnapshot, readSnapshotSince, createPatience }: Deps): Handler<'getCredits'> {
  return async function getCredits({ path, query: { minVersion, status }, headers }, context) {
    const address = readAddress(path.address)
    const snapshot = await (minVersion === undefined
      ? readSnapshot(address)
      : readSnapshotSince(address, minVersion, createPatience(context)))
    const etag = `"${formatSnapshotId(snapshot.id)}.${revision}"`
    const caching = { ETag: etag, 'Cache-Control': 'no-cache' }
    if (etagMatches(headers['If-None-Match'], etag)) return { status: 304, headers: caching }
    return { status: 200, type: 'application/json', headers: caching, body: snapshot.body(status) }
  }
}
