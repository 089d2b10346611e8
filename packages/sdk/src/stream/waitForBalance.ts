import type { Balance } from '@credits-server/contract'
import type { ClientSettings } from '../request/ClientSettings.js'
import { streamCredits } from './streamCredits.js'

/** `signal` gives up: `AbortSignal.timeout(30_000)` waits half a minute. */
export type WaitForBalanceOptions = { readonly signal?: AbortSignal }

/** Watches getCreditsStream until a balance is as wanted; one that already is ends it at once. */
export async function waitForBalance(
  settings: ClientSettings,
  address: string,
  predicate: (balance: Balance) => boolean,
  options: WaitForBalanceOptions = {},
): Promise<Balance> {
  let balance: Balance | undefined
  for await (balance of streamCredits(settings, address, options)) if (predicate(balance)) break
  // By itself a stream ends only in an error.
  return balance as Balance
}
