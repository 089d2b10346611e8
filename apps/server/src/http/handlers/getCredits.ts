import type { Balances } from '../../balance/createBalances.js'
import type { CreatePatience } from '../../waits/createPatience.js'
import type { ReadSnapshotSince } from '../../waits/createReadSnapshotSince.js'
import { etagMatches } from '../etagMatches.js'
import type { Handler } from '../Handler.js'
import { readAddress } from '../readAddress.js'

type Deps = {
  readonly balances: Pick<Balances, 'read'>
  readonly readSnapshotSince: ReadSnapshotSince
  readonly createPatience: CreatePatience
}

/** Answers getCredits: the balance, or 304 if the client has it. */
export function createGetCredits({ balances, readSnapshotSince, createPatience }: Deps): Handler<'getCredits'> {
  return async function getCredits({ path, query: { minVersion, status }, headers }, context) {
    const address = readAddress(path.address)
    const snapshot = await (minVersion === undefined
      ? (context.begunRead ?? balances.read(address))
      : readSnapshotSince(address, minVersion, createPatience(context)))
    const caching = { ETag: snapshot.etag, 'Cache-Control': 'no-cache' }
    if (etagMatches(headers['If-None-Match'], snapshot.etag)) return { status: 304, headers: caching }
    return { status: 200, type: 'application/json', headers: caching, body: snapshot.body(status) }
  }
}
