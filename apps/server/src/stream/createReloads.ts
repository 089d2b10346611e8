import type { Logger } from 'pino'
import type { ReadSnapshot } from '../balance/readSnapshot.js'
import { CreditsError } from '../errors/CreditsError.js'
import type { BalanceChannel } from './BalanceChannel.js'
import type { StreamEvent } from './StreamEvent.js'

type Deps = { readonly readSnapshot: ReadSnapshot; readonly logger: Logger }

/** Reads balances again: asked any number of times while one address is being read, it reads that address once more. */
export type Reloads = { request(channel: BalanceChannel): void }

/** Enough to keep the read pool busy; whatever is due beyond waits here, where a second request for it costs nothing. */
const maxAtOnce = 16

/** Creates the queue of reads for a hub. */
export function createReloads({ readSnapshot, logger }: Deps): Reloads {
  const due = new Set<BalanceChannel>()
  let loading = 0

  function pump(): void {
    for (const channel of due) {
      if (loading === maxAtOnce) return
      if (channel.loading) continue
      due.delete(channel)
      if (channel.isStale) void load(channel)
    }
  }

  async function load(channel: BalanceChannel): Promise<void> {
    loading += 1
    await channel.load(() => readSnapshot(channel.address), endingOf)
    loading -= 1
    pump()
  }

  /** Anything but a final answer is trouble that passes: the next comparison tries again. */
  function endingOf(error: unknown): StreamEvent | null {
    if (!(error instanceof CreditsError)) {
      logger.error({ err: error }, 'a balance cannot be read')
      return null
    }
    if (error.code === 'USER_FLAGGED') return { kind: 'flagged', error }
    if (error.code === 'USER_NOT_FOUND') return { kind: 'ended', error }
    return null
  }

  return {
    request(channel) {
      due.add(channel)
      pump()
    },
  }
}
