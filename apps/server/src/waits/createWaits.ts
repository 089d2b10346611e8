import type { Logger } from 'pino'
import { CreditsError } from '../errors/CreditsError.js'

/** Something that is waited for: what it is, and the state of it that whoever waits has seen. */
export type Expected<State> = { readonly key: string; readonly seen: State }

type Options<State> = {
  /** Finds those whose state is another one by now, in one question for all of them. */
  readonly findMoved: (awaited: readonly Expected<State>[]) => Promise<ReadonlySet<string>>
  readonly logger: Logger
}

/** Requests that wait until something has changed. */
export type Waits<State> = {
  /** Resolves when the state of `key` may be another one than was seen, or when `until` aborts. Never rejects. */
  wait(awaited: Expected<State>, until: AbortSignal): Promise<void>
  /** Lets those who wait for a key look again at once. */
  wake(key: string): void
}

/** How often the database is asked, however many wait. */
const askEveryMs = 250

/** So many requests wait at once; what comes beyond is answered at once with what is. A waiting request costs about what a stream does. */
const mostWaiting = 2_000

/** Creates a place to wait at. While nobody waits nothing is asked. */
export function createWaits<State>({ findMoved, logger }: Options<State>): Waits<State> {
  const waiting = new Map<string, Set<Waiter<State>>>()
  let count = 0
  let isAsking = false

  async function ask(): Promise<void> {
    isAsking = true
    while (count > 0) {
      await new Promise((resolve) => setTimeout(resolve, askEveryMs))
      const awaited = [...waiting.entries()].flatMap(([key, waiters]) =>
        [...waiters].map(({ seen }) => ({ key, seen })),
      )
      if (awaited.length === 0) break
      const moved = await findMoved(awaited).catch((error: unknown) => {
        logger[error instanceof CreditsError ? 'debug' : 'error']({ err: error }, 'what is waited for cannot be read')
        return null
      })
      for (const key of moved ?? []) wake(key)
    }
    isAsking = false
  }

  function wake(key: string): void {
    for (const waiter of waiting.get(key) ?? []) waiter.end()
  }

  return {
    wake,
    async wait({ key, seen }, until) {
      if (until.aborted || count >= mostWaiting) return
      await new Promise<void>((resolve) => {
        const end = () => {
          until.removeEventListener('abort', end)
          const waiters = waiting.get(key)
          if (!waiters?.delete(waiter)) return
          if (waiters.size === 0) waiting.delete(key)
          count -= 1
          resolve()
        }
        const waiter: Waiter<State> = { seen, end }
        const waiters = waiting.get(key) ?? new Set()
        waiting.set(key, waiters.add(waiter))
        count += 1
        until.addEventListener('abort', end)
        if (!isAsking) void ask()
      })
    },
  }
}

type Waiter<State> = { readonly seen: State; end(): void }
