import type { Balance, HeartbeatEvent } from '@credits-server/contract'
import { EventSource } from 'eventsource'
import { isBalance } from '../balance/isBalance.js'
import { isNewer } from '../balance/isNewer.js'
import type { CreditsApiError } from '../errors/CreditsApiError.js'
import { readError } from '../errors/readError.js'
import type { ClientSettings } from '../request/ClientSettings.js'
import { createConnect } from './createConnect.js'
import type { StreamState } from './StreamState.js'

export type WatchCreditsOptions = {
  /** Called with each balance that is another one than the last. It need not see every one; it sees the latest. */
  readonly onBalance: (balance: Balance) => void
  readonly onState?: (state: StreamState) => void
  /**
   * Called with what ended the stream for good (UserFlaggedError, UserNotFoundError, InvalidAddressError, …), and with what
   * a callback has thrown. Trouble that passes is no error: it is a state.
   */
  readonly onError?: (error: unknown) => void
  readonly signal?: AbortSignal
}

/** A stream that is being watched. */
export type CreditsWatch = {
  readonly state: StreamState
  close(): void
}

/** Calls getCreditsStream, and again for as long as it takes. */
export function watchCredits(
  settings: ClientSettings,
  address: string,
  { onBalance, onState, onError, signal }: WatchCreditsOptions,
): CreditsWatch {
  let state: StreamState = { name: 'connecting', attempt: 1, delayMs: 0, reason: null }
  let heldId: string | null = null
  let checkedAt: string | null = null

  const closing = new AbortController()
  const connection = createConnect(settings, {
    signal: closing.signal,
    lastEventId: () => heldId,
    onState: enter,
    onFinal: (error) => end(error),
  })
  const url = `${settings.baseUrl}/users/${encodeURIComponent(address)}/credits/stream`
  const source = new EventSource(url, { fetch: connection.fetch })

  source.onmessage = ({ data }) => {
    const balance = parse(data)
    if (state.name === 'ended' || !isBalance(balance) || !isNewer(heldId, balance.snapshotId)) return
    heldId = balance.snapshotId ?? null
    call(deliver, balance)
  }
  source.addEventListener('heartbeat', ({ data }) => {
    const heartbeat = parse(data) as Partial<HeartbeatEvent> | null
    connection.heartbeat(heartbeat?.intervalMs)
    const stands = heartbeat?.checkedAt !== undefined && heartbeat.checkedAt === checkedAt
    checkedAt = heartbeat?.checkedAt ?? null
    enter({ name: stands ? 'stale' : 'live' })
  })
  source.addEventListener('flagged', ({ data }) => end(readError(401, new Headers(), parse(data))))
  source.addEventListener('ended', ({ data }) => end(readError(404, new Headers(), parse(data))))
  source.addEventListener('unavailable', ({ data }) =>
    connection.unavailable(readError(503, new Headers(), parse(data))),
  )

  function enter(next: StreamState): void {
    if (state.name === 'ended') return
    const isSame = JSON.stringify(next) === JSON.stringify(state)
    state = next
    if (!isSame && onState) call(onState, next)
  }

  function end(reason: CreditsApiError | null): void {
    if (state.name === 'ended') return
    enter({ name: 'ended', reason })
    signal?.removeEventListener('abort', close)
    closing.abort()
    source.close()
    if (reason && onError) call(onError, reason)
  }

  /** Whoever has closed it, perhaps in the callback before, hears of no balance any more. */
  const deliver = (balance: Balance) =>
    state.name === 'ended' && state.reason === null ? undefined : onBalance(balance)

  /**
   * [V] A handler that throws inside eventsource's dispatch makes it reconnect and deliver again, in a loop; one that rejects
   * would end a Node process.
   */
  function call<T>(callback: (value: T) => void, value: T): void {
    queueMicrotask(async () => {
      try {
        await callback(value)
      } catch (error) {
        if (callback !== onError && onError) call(onError, error)
        else settings.logger?.warn('credits: a callback has thrown', { error })
      }
    })
  }

  function close(): void {
    end(null)
  }

  if (signal?.aborted) close()
  else signal?.addEventListener('abort', close, { once: true })
  return {
    get state() {
      return state
    },
    close,
  }
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return null
  }
}
