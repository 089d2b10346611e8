import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Address } from '@credits-server/onchain'
import type { Logger } from 'pino'
import type { NatsPlace } from '../config/parseNatsPlace.js'
import type { NatsConnection } from './connectNats.js'
import { createInterest } from './createInterest.js'
import { createLocalHints } from './createLocalHints.js'
import { createPendingHints } from './createPendingHints.js'
import type { Hint, SharedHints } from './Hints.js'
import { addressOfSubject, natsSubject } from './natsSubject.js'
import { parseVersion } from './parseVersion.js'

/** Between two dials. Spread, so that instances that lost one server do not meet at the next. */
const redialMs = () => randomInt(250, 750)
/** Until a server that has refused is asked again. */
const refusedMs = 5_000
/** What is still to be sent when it closes has this long. */
const closeMs = 1_000

type Options = {
  readonly place: NatsPlace
  readonly logger: Logger
  /** Aborts when the server drains: what is lost from then on is not made anew. */
  readonly draining: AbortSignal
}

/**
 * Creates hints over NATS. An instance is subscribed to the addresses that somebody watches on it, and to no other, so it hears of
 * its own users however many there are.
 *
 * What is published in one turn of the event loop goes out together, the latest version of each address, and what comes before the
 * server has taken that waits for it here: the library would keep it without a bound, and drop it with the connection. So nothing
 * piles up in front of a server that stands still, and what it has not taken is sent again to the next one. Whoever may publish to
 * the subjects can make instances read, and nothing else.
 *
 * The library reconnects for ever. While it is not connected what others publish is lost; when it is subscribed again, whoever
 * watches is told of the gap. A connection that is refused is closed, and a new one tried a while later.
 */
export function createNatsHints({ place, logger, draining }: Options): SharedHints {
  const local = createLocalHints()
  const pending = createPendingHints()
  const gapListeners: (() => void)[] = []
  const closing = new AbortController()
  const ends = new Map<Address, () => void>()
  const interest = createInterest({
    begin: listenTo,
    end(address) {
      ends.get(address)?.()
      ends.delete(address)
    },
  })
  let connection: NatsConnection | null = null
  let isConnected = false
  let isSubscribed = false
  /** What was sent and has not been taken. */
  let sent: readonly Hint[] | null = null
  let told: string | null = null
  void stayConnected()

  function isOver(): boolean {
    return closing.signal.aborted || draining.aborted
  }

  async function stayConnected(): Promise<void> {
    while (!isOver()) {
      const why = await hearUntilClosed().catch((error: unknown) => error)
      if (isOver()) return
      complain(why)
      await sleep(refusedMs, undefined, { signal: closing.signal }).catch(() => {})
    }
  }

  /** Answers why the connection is closed. */
  async function hearUntilClosed(): Promise<unknown> {
    const { connectNats, PermissionViolationError } = await import('./connectNats.js')
    const opened = await connectNats(place, {
      waitOnFirstConnect: true,
      maxReconnectAttempts: -1,
      reconnectDelayHandler: redialMs,
      reconnectToServer: beforeDial(),
    })
    if (closing.signal.aborted) return opened.close()
    const statuses = opened.status()
    let refusal: unknown
    connection = opened
    for (const address of interest.addresses()) listenTo(address)
    connected(opened)
    try {
      for await (const status of statuses) {
        if (status.type === 'reconnect') {
          if (closing.signal.aborted) void opened.close()
          else connected(opened)
        }
        if (status.type === 'staleConnection') lost('no answer to its heartbeat')
        if (status.type === 'disconnect') {
          isConnected = false
          lost('the connection was lost')
        }
        if (status.type === 'error' && status.error instanceof PermissionViolationError) {
          // Even of one subject: who is not heard there must know, and be looked after.
          refusal = status.error
          isConnected = false
          isSubscribed = false
          void opened.close()
        }
      }
      return refusal ?? (await opened.closed())
    } finally {
      connection = null
      isConnected = false
      isSubscribed = false
      ends.clear()
      settle(sent, false)
    }
  }

  /** The library asks where to dial; an error ends its dialling, which nothing else does. */
  function beforeDial(): () => null {
    let dials = 0
    return () => {
      if (isOver()) throw new Error('closed')
      dials += 1
      // One that refuses has said so twice by then, and the library has given up.
      if (dials > 2 && told === null) complain('no answer')
      return null
    }
  }

  function listenTo(address: Address): void {
    if (!connection || connection.isClosed()) return
    const subscription = connection.subscribe(natsSubject(address), {
      callback(error, message) {
        if (!error) return receive(message.subject, message.string())
        // At once, before the answer to `flush`, which follows.
        isConnected = false
        isSubscribed = false
      },
    })
    ends.set(address, () => subscription.unsubscribe())
  }

  function connected(opened: NatsConnection): void {
    isConnected = true
    opened.flush().then(
      () => {
        if (opened === connection && isConnected) hear()
      },
      () => {},
    )
  }

  function hear(): void {
    isSubscribed = true
    told = null
    flush()
    for (const listener of gapListeners) listener()
  }

  function lost(why: string): void {
    isSubscribed = false
    if (!isOver() && told === null) complain(why)
  }

  function complain(why: unknown): void {
    const reason = why instanceof Error ? why.message : String(why)
    logger[told === reason ? 'debug' : 'warn'](
      { servers: place.servers, reason },
      'hints are not connected to NATS; streams follow by reading',
    )
    told = reason
  }

  function receive(subject: string, payload: string): void {
    const address = addressOfSubject(subject)
    const version = parseVersion(payload)
    if (address && version !== null) local.publish({ address, version })
  }

  function flush(): void {
    if (!isSubscribed || sent !== null || pending.size === 0) return
    const hints = pending.takeAll()
    sent = hints
    send(hints).then(
      () => settle(hints, true),
      () => settle(hints, false),
    )
  }

  async function send(hints: readonly Hint[]): Promise<void> {
    for (const { address, version } of hints) connection?.publish(natsSubject(address), String(version))
    await connection?.flush()
  }

  function settle(hints: readonly Hint[] | null, isTaken: boolean): void {
    if (hints === null || hints !== sent) return
    sent = null
    if (!isTaken) for (const hint of hints) pending.add(hint)
    flush()
  }

  async function drain(): Promise<void> {
    while (isSubscribed && (sent !== null || pending.size > 0)) {
      flush()
      await connection?.flush()
    }
  }

  return {
    publish(hint) {
      local.publish(hint)
      if (pending.size === 0) setImmediate(flush)
      pending.add(hint)
    },
    subscribe(address, wake) {
      const leave = local.subscribe(address, wake)
      const lose = interest.watch(address)
      return () => {
        leave()
        lose()
      }
    },
    onHint: local.onHint,
    onGap: (listener) => void gapListeners.push(listener),
    isHearing: () => isSubscribed,
    async close() {
      await Promise.race([drain().catch(() => {}), sleep(closeMs, undefined, { ref: false })])
      interest.close()
      closing.abort()
      isSubscribed = false
      // One that dials is closed at the end of this dial: to close it now may leave the next one open.
      if (isConnected) await connection?.close()
    },
  }
}
