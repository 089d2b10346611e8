import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Balances } from '../balance/createBalances.js'
import type { ChainProgress } from '../chain/ChainProgress.js'
import type { Indexer } from '../chain/createIndexer.js'
import type { Hints } from '../hints/Hints.js'
import type { Replica } from '../replica/openReplica.js'
import type { Seats } from '../stream/createSeats.js'
import type { StreamHub } from '../stream/createStreamHub.js'
import type { RoleWatch } from '../voucher/RoleWatch.js'

/** What the server measures of itself, in a registry of its own so that two servers in one process do not mix. */
export type Metrics = {
  readonly registry: Registry
  /** Seconds from a request's head to the end of its answer; for a stream, how long it was open. */
  readonly requestSeconds: Histogram<'operation' | 'status'>
  /** Counts the open streams and the addresses they watch, whenever it is asked. */
  watchStreams(streams: { readonly hub: StreamHub; readonly seats: Seats; readonly balances: Balances }): void
  /** Tells whether changes made by other instances are heard at once, whenever it is asked. */
  watchHints(hints: Pick<Hints, 'isHearing'>): void
  /** Tells how far this instance has followed the chain, whenever it is asked. Of one that does not lead, most of it stands still. */
  watchChain(indexer: Indexer): void
  /** Tells how far behind the replica is and how many balances it has answered, whenever it is asked. */
  watchReplica(replica: Pick<Replica, 'behindMs' | 'counts'>): void
  /** Tells whether the signer holds its role, whenever it is asked. */
  watchSigner(role: RoleWatch): void
}

/** Creates the metrics, Node's own among them. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    requestSeconds: new Histogram({
      name: 'credits_request_seconds',
      help: 'Time from the head of a request to the end of its answer; for a stream, how long it was open',
      labelNames: ['operation', 'status'],
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 60, 600],
      registers: [registry],
    }),
    watchStreams({ hub, seats, balances }) {
      gauge('credits_open_streams', 'Streams that are open', () => seats.taken)
      gauge('credits_watched_addresses', 'Addresses that are watched by a stream', () => hub.addresses)
      gauge('credits_held_balances', 'Balances that are held, watched or as copies', () => balances.held)
    },
    watchHints(hints) {
      const help = 'Whether hints of other instances reach this one; without them streams follow by reading'
      gauge('credits_hints_connected', help, () => Number(hints.isHearing()))
    },
    watchChain({ progress }) {
      for (const [name, help, read] of chainGauges) gauge(`credits_chain_${name}`, help, () => read(progress))
      for (const [name, help, read] of chainCounters) counter(`credits_chain_${name}_total`, help, () => read(progress))
    },
    watchReplica({ behindMs, counts }) {
      gauge(
        'credits_replica_behind_seconds',
        'How far behind the replica is known not to be; NaN while it is not read',
        () => {
          const ms = behindMs()
          return ms === null ? Number.NaN : ms / 1_000
        },
      )
      counter('credits_replica_answers_total', 'Balances that the replica has answered', () => counts.replica)
      counter(
        'credits_replica_refusals_total',
        'Balances that the replica was asked for and the primary has answered',
        () => counts.refused,
      )
    },
    watchSigner(role) {
      const read = () => ({ true: 1, false: 0, null: Number.NaN })[`${role.state().hasRole}`]
      gauge(
        'credits_signer_has_role',
        'Whether the contract accepts what is signed here; NaN where it is not known',
        read,
      )
    },
  }

  function counter(name: string, help: string, read: () => number): void {
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset()
        this.inc(read())
      },
    })
  }

  function gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read())
      },
    })
  }
}

type Reading = readonly [name: string, help: string, read: (progress: Readonly<ChainProgress>) => number]

const chainGauges: readonly Reading[] = [
  ['leading', 'Whether this instance follows the chain', ({ isLeading }) => Number(isLeading)],
  ['head_block', 'Last block of the chain', ({ headNumber }) => headNumber],
  ['indexed_block', 'Last block whose events are in', ({ indexedTo }) => indexedTo],
  ['finalized_block', 'Last block that no reorg is said to take back', ({ finalized }) => finalized],
  [
    'lag_blocks',
    'Blocks of the chain that are not in',
    ({ headNumber, indexedTo }) => Math.max(0, headNumber - indexedTo),
  ],
  ['halted', 'Whether a reorg was too deep, and an operator has to look', ({ isHalted }) => Number(isHalted)],
  [
    'idle_seconds',
    'Time since the chain was last asked about with success; -1 before the first time',
    ({ steppedAtMs }) => (steppedAtMs === null ? -1 : (performance.now() - steppedAtMs) / 1_000),
  ],
]

const chainCounters: readonly Reading[] = [
  ['reorgs', 'Reorgs that took back blocks which were in', ({ reorgs }) => reorgs],
  ['undone_events', 'Events that reorgs have undone', ({ undoneEvents }) => undoneEvents],
  ['applied_events', 'Events that were applied to credits', ({ appliedEvents }) => appliedEvents],
  ['quarantined_events', 'Events that fit no credit here', ({ quarantinedEvents }) => quarantinedEvents],
  ['unreadable_logs', 'Logs that no such contract writes', ({ unreadableLogs }) => unreadableLogs],
  [
    'node_failures',
    'Answers of the node that were none, or that contradict others',
    ({ nodeFailures }) => nodeFailures,
  ],
]
