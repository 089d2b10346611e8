import type { Address } from '@credits-server/onchain'
import type { Logger } from 'pino'
import type { CompareVersions } from '../balance/compareVersions.js'
import type { Balances } from '../balance/createBalances.js'
import type { Snapshot } from '../balance/Snapshot.js'
import type { Hints } from '../hints/Hints.js'
import type { Patience } from './createPatience.js'
import { createWaits } from './createWaits.js'

type Deps = {
  readonly balances: Pick<Balances, 'read'>
  readonly compareVersions: CompareVersions
  readonly hints: Pick<Hints, 'subscribe'>
  readonly logger: Logger
}

/** Reads a snapshot of a version or a later one; when patience ends first, the snapshot that is. */
export type ReadSnapshotSince = (address: Address, minVersion: number, patience: Patience) => Promise<Snapshot>

/**
 * Creates the reader that waits. A hint ends the wait at once; without one, all who wait are compared with the database in one
 * question, four times a second.
 *
 * **Errors:** those of Balances.read.
 */
export function createReadSnapshotSince({ balances, compareVersions, hints, logger }: Deps): ReadSnapshotSince {
  const waits = createWaits<number>({
    logger,
    findMoved: async (expected) => {
      const held = expected.map(({ key, seen }) => ({ address: key as Address, version: seen }))
      return (await compareVersions(held)).moved
    },
  })
  return async function readSnapshotSince(address, minVersion, { ends }) {
    const stop = hints.subscribe(address, () => waits.wake(address))
    try {
      for (;;) {
        const snapshot = await balances.read(address, minVersion)
        const { version } = snapshot.id
        if (version >= minVersion || ends.aborted) return snapshot
        await waits.wait({ key: address, seen: version }, ends)
      }
    } finally {
      stop()
    }
  }
}
