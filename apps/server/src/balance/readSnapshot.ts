import type { Address } from '@credits-server/onchain'
import type { ReadPool } from '../db/openReadPool.js'
import { CreditsError } from '../errors/CreditsError.js'
import { createReadSnapshots } from './readSnapshots.js'
import type { Snapshot } from './Snapshot.js'

/** Reads the snapshot of an address; `now` (for tests) replaces the database's clock. */
export type ReadSnapshot = (address: Address, now?: Date) => Promise<Snapshot>

/**
 * Creates the reader of one snapshot at a time, which keeps nothing.
 *
 * **Errors:** USER_FLAGGED, USER_NOT_FOUND; those of readSnapshots.
 */
export function createReadSnapshot(reads: ReadPool): ReadSnapshot {
  const readSnapshots = createReadSnapshots(reads)
  return async function readSnapshot(address, now) {
    const found = (await readSnapshots([address], now ? { now } : {})).get(address)
    if (found === undefined) throw new Error(`there is no answer for ${address}`)
    if (found instanceof CreditsError) throw found
    return found
  }
}
