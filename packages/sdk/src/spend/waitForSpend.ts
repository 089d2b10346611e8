import type { Transaction } from '@credits-server/contract'
import type { CreditsReader } from '../createCreditsReader.js'
import { CreditsApiError } from '../errors/CreditsApiError.js'
import { RateLimitedError, RequestTimeoutError } from '../errors/errors.js'
import { delay, fullJitter, longestTimerMs } from '../request/delays.js'

export type WaitForSpendOptions = {
  /**
   * How deep the transaction is to be: in a block that the server has read (`seen`, the default), under the confirmations that
   * it asks for (`confirmed`), or where no reorg reaches (`final`).
   */
  readonly until?: 'seen' | 'confirmed' | 'final' | undefined
  /** Gives up after so long. Default 180,000. */
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

const stages = ['seen', 'confirmed', 'final']

/** A server that holds questions takes longer than this to say that nothing has changed. */
const heldMs = 1_000
const firstDelayMs = 300
const mostDelayMs = 10_000

/**
 * Waits until what a transaction on chain has taken from credits is in their balances, through reorgs and trouble that passes.
 * The `version` of each of its `credits` is what `minVersion` of getCredits takes.
 *
 * **Shape:** the server holds each question, so there is no interval; what is answered at once is asked again after a wait that
 * doubles. A transaction that spends no credit of this server stays `unknown`.
 * **Errors:** RequestTimeoutError after `timeoutMs`, with the last `state` in `details`; CreditsApiError when the server gives
 * a final answer; the signal's reason when it aborts. **Source:** getTransaction.
 *
 * @example
 * const { credits: uses } = await waitForSpend(credits, transactionHash)
 * const balance = await credits.getCredits(address, { minVersion: Math.max(0, ...uses.map(({ version }) => version)) })
 */
export async function waitForSpend(
  credits: Pick<CreditsReader, 'getTransaction'>,
  hash: string,
  { until = 'seen', timeoutMs = 180_000, signal }: WaitForSpendOptions = {},
): Promise<Transaction> {
  const timeout = AbortSignal.timeout(Math.ceil(Math.max(0, Math.min(timeoutMs, longestTimerMs))))
  const either = signal ? AbortSignal.any([signal, timeout]) : timeout
  let state = 'unknown'
  let cause: unknown
  try {
    for (let tries = 1; ; tries++) {
      const askedAtMs = performance.now()
      let askedDelayMs = 0
      try {
        const transaction = await credits.getTransaction(hash, { until, signal: either })
        state = transaction.state
        if (stages.indexOf(state) >= stages.indexOf(until)) return transaction
        cause = undefined
        if (performance.now() - askedAtMs >= heldMs) tries = 0
      } catch (error) {
        if (!(error instanceof CreditsApiError && error.retryable)) throw error
        if (error instanceof RateLimitedError) askedDelayMs = error.retryAfterMs ?? 0
        cause = error
      }
      if (tries > 0) await delay(askedDelayMs + fullJitter(tries, firstDelayMs, mostDelayMs), either)
    }
  } catch (error) {
    if (!timeout.aborted) throw error
    const message = `After ${timeoutMs} ms the transaction is ${state}, not ${until}.`
    const told = { message, code: 'TIMEOUT', status: null, retryable: true, remedy: 'Look it up on chain, or wait on.' }
    throw new RequestTimeoutError({ ...told, details: { state }, cause })
  }
}
