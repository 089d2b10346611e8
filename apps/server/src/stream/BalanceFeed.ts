import { randomInt } from 'node:crypto'
import type { HeldBalance } from '../balance/HeldBalance.js'
import { formatSnapshotId, hasMoved, parseSnapshotId, type SnapshotId } from '../balance/SnapshotId.js'
import type { StreamEvent } from './StreamEvent.js'
import type { StreamFeed } from './StreamFeed.js'

/** How long a client waits before it reconnects; spread, so that those who lost one server do not meet at the next. */
const retryMs = () => randomInt(1_000, 5_000)

/** One client's view of a balance: what it has been sent, and so what it is to be sent next. */
export class BalanceFeed implements StreamFeed {
  readonly balance: HeldBalance
  /** When it ends by itself, on the clock of performance.now(). */
  readonly endsAtMs: number
  over = false

  /** The id last written, or the one the client came with. */
  #sent: SnapshotId | null = null
  #isFirst = true
  #heartbeatDue = true
  #wake = () => {}

  constructor(balance: HeldBalance, endsAtMs: number) {
    this.balance = balance
    this.endsAtMs = endsAtMs
  }

  /** Takes the id that the client says it has; anything but one that this server could have sent counts as none. */
  resume(lastEventId: string | undefined): void {
    const id = parseSnapshotId(lastEventId ?? '')
    const held = this.balance.snapshot?.id
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
    const { refusal, snapshot } = this.balance
    if (refusal) {
      this.over = true
      return { kind: refusal.code === 'USER_FLAGGED' ? 'flagged' : 'ended', error: refusal }
    }
    if (snapshot && hasMoved(this.#sent, snapshot.id) && this.balance.currentAt(performance.now())) {
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

  #heartbeat() {
    this.#heartbeatDue = false
    return {
      kind: 'heartbeat' as const,
      snapshotId: this.#sent && formatSnapshotId(this.#sent),
      checkedAt: this.balance.checkedAt,
    }
  }
}
