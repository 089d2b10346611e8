import type { ReadCredit } from '../../balance/readCredit.js'
import type { CreatePatience } from '../../waits/createPatience.js'
import type { ReadSnapshotSince } from '../../waits/createReadSnapshotSince.js'
import type { Handler } from '../Handler.js'
import { readAddress } from '../readAddress.js'

type Deps = {
  readonly readCredit: ReadCredit
  readonly readSnapshotSince: ReadSnapshotSince
  readonly createPatience: CreatePatience
}

/** Answers getCredit: one claimed, unrevoked credit in its status. */
export function createGetCredit({ readCredit, readSnapshotSince, createPatience }: Deps): Handler<'getCredit'> {
  return async function getCredit({ path, query: { minVersion } }, context) {
    const address = readAddress(path.address)
    if (minVersion !== undefined) await readSnapshotSince(address, minVersion, createPatience(context))
    return { status: 200, type: 'application/json', body: await readCredit(address, path.id) }
  }
}
