import type { Address } from '@credits-server/onchain'
import type { Logger } from 'pino'
import type { CompareVersions } from '../balance/compareVersions.js'
import type { ReadSnapshots, SnapshotOrRefusal, SnapshotsOptions } from '../balance/readSnapshots.js'
import type { Snapshot } from '../balance/Snapshot.js'
import { CreditsError } from '../errors/CreditsError.js'
import { type Hints, unknownVersion } from '../hints/Hints.js'
import { createFloors } from './createFloors.js'
import type { ReadReplicaSnapshots } from './readReplicaSnapshots.js'
import type { ReplicaWatch } from './watchReplica.js'

type Deps = {
  /** The primary's. */
  readonly readSnapshots: ReadSnapshots
  /** The primary's. */
  readonly compareVersions: CompareVersions
  readonly readReplicaSnapshots: ReadReplicaSnapshots
  readonly watch: ReplicaWatch
  readonly hints: Pick<Hints, 'onHint'>
  readonly logger: Logger
  /** How old an answer may be. **Units:** milliseconds. */
  readonly mostBehindMs: number
}

/** Reads from a replica where that is as good as from the primary. */
export type FencedReads = {
  readonly readSnapshots: ReadSnapshots
  /** The primary's own; what it finds to have moved is not read from a replica that may not have it. */
  readonly compareVersions: CompareVersions
  /** How many balances the replica has answered, and how many it was asked about and the primary has answered. */
  readonly counts: { readonly replica: number; readonly refused: number }
}

/** Who has not answered by then is not waited for; a read there takes a millisecond. **Units:** milliseconds. */
export const patienceMs = 250

/** More than a read can take: one that is under way began before what was reached since. */
const spareMs = 2 * patienceMs

/**
 * Creates reads that a replica may answer, fenced: never older than what this instance knows there to be of that address (what it
 * has written, heard of, answered or found by comparing, and what the client has), never of before it may have missed something,
 * of this epoch, of a known user without a flag, and never older than `mostBehindMs`, heard of or not. Everything else the
 * primary answers, also whatever the replica fails at. So whoever asks one instance never sees a version run back.
 */
export function createFencedReads(deps: Deps): FencedReads {
  const { readSnapshots, compareVersions, readReplicaSnapshots, watch, logger, mostBehindMs } = deps
  const floors = createFloors()
  const counts = { replica: 0, refused: 0 }
  deps.hints.onHint(({ address, version }) => floors.raise(address, version))
  watch.onReached(({ askedAtMs }) => floors.forget(askedAtMs - spareMs))

  /** Answers those that the replica has answered well. */
  async function askReplica(
    addresses: readonly Address[],
    { atLeast, sinceMs = Number.NEGATIVE_INFINITY }: SnapshotsOptions,
  ): Promise<Map<Address, Snapshot>> {
    const view = watch.view()
    const asked = addresses.filter((address) => floors.of(address) < unknownVersion)
    if (!view || asked.length === 0 || view.asOf.askedAtMs < sinceMs) return new Map()
    const found = await inTime(readReplicaSnapshots(asked, view)).catch((error: unknown) => {
      logger.debug({ err: error }, 'the replica has not answered')
      watch.distrust(error instanceof Error ? error.message : String(error))
      return new Map<Address, Snapshot>()
    })
    const { askedAtMs } = view.asOf
    const isOld = performance.now() - askedAtMs > mostBehindMs || askedAtMs < floors.completeSinceMs
    const good = [...found].filter(([address, { id }]) => {
      // What was heard while it was read counts as well.
      return !isOld && id.version >= Math.max(floors.of(address), atLeast?.get(address) ?? 0)
    })
    counts.replica += good.length
    counts.refused += asked.length - good.length
    for (const [address, { id }] of good) floors.raise(address, id.version)
    return new Map(good)
  }

  async function askPrimary(addresses: readonly Address[]): Promise<ReadonlyMap<Address, SnapshotOrRefusal>> {
    const askedAtMs = performance.now()
    const answers = await readSnapshots(addresses)
    for (const [address, answer] of answers) {
      // Of which version a refusal is it does not say.
      const version = answer instanceof CreditsError ? unknownVersion : answer.id.version
      floors.settle(address, version, askedAtMs)
    }
    return answers
  }

  return {
    counts,
    async readSnapshots(addresses, options = {}) {
      const answers = await askReplica(addresses, options)
      const others = addresses.filter((address) => !answers.has(address))
      return others.length === 0 ? answers : new Map([...answers, ...(await askPrimary(others))])
    },
    async compareVersions(held) {
      const comparison = await compareVersions(held)
      for (const address of comparison.moved) floors.raise(address, unknownVersion)
      return comparison
    },
  }
}

/** **Errors:** that of `work`, or that it took longer than `patienceMs`. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it has not answered within ${patienceMs} ms`)), patienceMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
