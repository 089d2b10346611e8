import type { Balance } from '@credits-server/contract'
import type { ClientSettings } from '../request/ClientSettings.js'
import { watchCredits } from './watchCredits.js'

export type StreamCreditsOptions = { readonly signal?: AbortSignal }

/** Calls getCreditsStream as an async iterable. A slow loop is given the latest balance, not every one. */
export function streamCredits(
  settings: ClientSettings,
  address: string,
  { signal }: StreamCreditsOptions = {},
): AsyncIterable<Balance> {
  let used = false
  return {
    [Symbol.asyncIterator]() {
      if (used) throw new Error('A stream can be iterated once; call streamCredits again.')
      used = true
      const leaving = new AbortController()
      const balances = iterate(settings, address, signal, leaving.signal)
      return {
        next: () => balances.next(),
        // Left to itself, a generator that waits for a balance hears of it only when one comes.
        return() {
          leaving.abort()
          return balances.return()
        },
      }
    },
  }
}

async function* iterate(
  settings: ClientSettings,
  address: string,
  signal: AbortSignal | undefined,
  leaving: AbortSignal,
): AsyncGenerator<Balance, void, undefined> {
  signal?.throwIfAborted()
  let latest: Balance | null = null
  let failure: unknown = null
  let wake = () => {}
  const watch = watchCredits(settings, address, {
    onBalance(balance) {
      latest = balance
      wake()
    },
    onError(error) {
      failure = error
      wake()
    },
  })
  const onAbort = () => wake()
  signal?.addEventListener('abort', onAbort)
  leaving.addEventListener('abort', onAbort)
  try {
    for (;;) {
      signal?.throwIfAborted()
      if (leaving.aborted) return
      if (latest) {
        const balance: Balance = latest
        latest = null
        yield balance
      } else if (failure) throw failure
      else
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    }
  } finally {
    signal?.removeEventListener('abort', onAbort)
    watch.close()
  }
}
