import type { Balance, CreditsClient, CreditsWatch, StreamState, WatchCreditsOptions } from '../src/index.js'

/** A stream that is being watched, and all that was said. */
export type Recorded = {
  readonly watch: CreditsWatch
  readonly balances: readonly Balance[]
  readonly states: readonly StreamState[]
  readonly errors: readonly unknown[]
}

/** Watches and keeps all that is said; what a test adds is called as well. */
export function recordWatch(
  client: CreditsClient,
  address: string,
  { onBalance, onState, onError, signal }: Partial<WatchCreditsOptions> = {},
): Recorded {
  const balances: Balance[] = []
  const states: StreamState[] = []
  const errors: unknown[] = []
  const watch = client.watchCredits(address, {
    onBalance(balance) {
      balances.push(balance)
      return onBalance?.(balance)
    },
    onState(state) {
      states.push(state)
      return onState?.(state)
    },
    onError(error) {
      errors.push(error)
      return onError?.(error)
    },
    ...(signal ? { signal } : {}),
  })
  return { watch, balances, states, errors }
}
