import type { Balance } from '@credits-server/contract'
import { type CreditsReader, createCreditsReader } from './createCreditsReader.js'
import { type CreditsClientOptions, readSettings } from './request/ClientSettings.js'
import { type StreamCreditsOptions, streamCredits } from './stream/streamCredits.js'
import { type WaitForBalanceOptions, waitForBalance } from './stream/waitForBalance.js'
import { type CreditsWatch, type WatchCreditsOptions, watchCredits } from './stream/watchCredits.js'

/** Typed reads and streams of the Credits Server API. */
export type CreditsClient = CreditsReader & {
  /**
   * Iterates a user's balances: the present one, then each that is another one than the last. It goes on through lost
   * connections for as long as it takes; `break` closes it. It can be iterated once.
   *
   * **Errors:** CreditsApiError when the server gives a final answer; the signal's reason when it aborts.
   * **Source:** getCreditsStream.
   */
  streamCredits(address: string, options?: StreamCreditsOptions): AsyncIterable<Balance>
  /** Watches a user's balance with callbacks, its state among them. **Source:** getCreditsStream. */
  watchCredits(address: string, options: WatchCreditsOptions): CreditsWatch
  /** Waits until a user's balance is as wanted, and returns it. **Errors:** as streamCredits. */
  waitForBalance(
    address: string,
    predicate: (balance: Balance) => boolean,
    options?: WaitForBalanceOptions,
  ): Promise<Balance>
}

/**
 * Creates a client of a credits server.
 *
 * @example
 * const credits = createCreditsClient({ baseUrl: 'http://localhost:3000' })
 * for await (const balance of credits.streamCredits('0x70997970c51812dc3a010c7d01b50e0d17dc79c8')) {
 *   console.log(balance.totalCredits)
 * }
 */
export function createCreditsClient(options: CreditsClientOptions): CreditsClient {
  const settings = readSettings(options)
  return {
    ...createCreditsReader(options),
    streamCredits: (address, options) => streamCredits(settings, address, options),
    watchCredits: (address, options) => watchCredits(settings, address, options),
    waitForBalance: (address, predicate, options) => waitForBalance(settings, address, predicate, options),
  }
}
