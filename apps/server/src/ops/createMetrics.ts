import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Seats } from '../stream/createSeats.js'
import type { StreamHub } from '../stream/createStreamHub.js'

/** What the server measures of itself, in a registry of its own so that two servers in one process do not mix. */
export type Metrics = {
  readonly registry: Registry
  /** Seconds from a request's head to the end of its answer; for a stream, how long it was open. */
  readonly requestSeconds: Histogram<'operation' | 'status'>
  /** Counts the open streams and the addresses they watch, whenever it is asked. */
  watchStreams(streams: { readonly hub: StreamHub; readonly seats: Seats }): void
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
    watchStreams({ hub, seats }) {
      gauge('credits_open_streams', 'Streams that are open', () => seats.taken)
      gauge('credits_watched_addresses', 'Addresses that are watched by a stream', () => hub.addresses)
    },
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
