import { randomInt } from 'node:crypto'
import { formatSnapshotId, hasMoved, parseSnapshotId, type SnapshotId } from '../balance/SnapshotId.js'
import type { BalanceChannel } from './BalanceChannel.js'
import type { StreamEvent } from './StreamEvent.js'
import type { StreamFeed } from './StreamFeed.js'

/** How long a client waits before it reconnects; spread, so that those who lost one server do not meet at the next. */
const retryMs = () => randomInt(1_000, 5_000)

/** One client's view of a channel: what it has been sent, and so what it is to be sent next. */
export class BalanceFeed implements StreamFeed {
  readonly channel: BalanceChannel
  /** When it ends by itself, on the clock of performance.now(). */
  readonly endsAtMs: number
  over = false

  /** The id last written, or the one the client came with. */
  #sent: SnapshotId | null = null
  #isFirst = true
  #heartbeatDue = true
  #wake = () => {}

  constructor(channel: BalanceChannel, endsAtMs: number) {
    this.channel = channel
    this.endsAtMs = endsAtMs
  }

  /** Takes the id that the client says it has; anything but one that this server could have sent counts as none. */
  resume(lastEventId: string | undefined): void {
    const id = parseSnapshotId(lastEventId ?? '')
    const held = this.channel.snapshot?.id
    if (id && held && !hasMoved(held, id)) this.#sent = id
  }

  start(wake: () => void): void {
    this.#wake = wake
  }

  take(): StreamEvent | null {
    if (this.over) return null
    if (this.#isFirst) {
      this.#isFirst = false
      return { ...this.#heartbeat(), retryMs: retryMs() }
    }
    const { ending, current: snapshot } = this.channel
    if (ending) {
      this.over = true
      return ending
    }
    if (snapshot && hasMoved(this.#sent, snapshot.id)) {
      this.#sent = snapshot.id
      return { kind: 'balance', snapshot }
    }
    return this.#heartbeatDue ? this.#heartbeat() : null
  }

  /** Says that there may be something to take. */
  wake(): void {
    this.#wake()
  }

  /** Makes a heartbeat due. */
  beat(): void {
    this.#heartbeatDue = true
    this.#wake()
  }

  /** Ends it without a word; the client comes back. */
  end(): void {
    this.over = true
    this.#wake()
  }

  #heartbeat(): StreamEvent {
    this.#heartbeatDue = false
    return {
      kind: 'heartbeat',
      snapshotId: this.#sent && formatSnapshotId(this.#sent),
      checkedAt: this.channel.checkedAt,
    }
  }
}
