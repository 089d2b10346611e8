import { afterEach, beforeEach, expect, vi } from 'vitest'
import { type CreditsClientOptions, createCreditsClient, type StreamState } from '../src/index.js'
import { createScriptedNetwork, type ScriptedNetwork } from './createScriptedNetwork.js'
import { type Recorded, recordWatch } from './recordWatch.js'

/** The user whom the tests watch. */
export const address = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8'
export const baseUrl = 'https://credits.example'

/** A watch on a network that the test holds. */
export type FakeWatch = Recorded & {
  readonly network: ScriptedNetwork
  /** The names of the states so far. */
  names(): string[]
}

type Options = Partial<CreditsClientOptions> & { readonly on?: Parameters<typeof recordWatch>[2] }

/** Gives each test of a file a clock of its own, and closes what it watched; a timer that is left then is a failure. */
export function useFakeClock() {
  const closing: (() => void)[] = []
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(async () => {
    for (const close of closing.splice(0)) close()
    await pass(0)
    expect(vi.getTimerCount()).toBe(0)
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  /** Watches on a network and returns when its first request has come. */
  return async function watchOne({ on, ...options }: Options = {}): Promise<FakeWatch> {
    const network = createScriptedNetwork()
    const recorded = recordWatch(createCreditsClient({ baseUrl, fetch: network.fetch, ...options }), address, on)
    closing.push(recorded.watch.close)
    await pass(0)
    return { network, ...recorded, names: () => recorded.states.map(({ name }) => name) }
  }
}

/** Lets time pass, and whatever follows from it happen. */
export const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

/** Lets time pass until the next request has come, and tells how much. */
export async function nextVisit({ visits }: ScriptedNetwork, atMostMs = 120_000): Promise<number> {
  const before = visits.length
  const fromMs = performance.now()
  while (visits.length === before && performance.now() - fromMs < atMostMs) await vi.advanceTimersToNextTimerAsync()
  expect(visits.length, `no request within ${atMostMs} ms`).toBe(before + 1)
  return performance.now() - fromMs
}

/** The states among these that wait for a try. */
export function waiting(states: readonly StreamState[]) {
  return states.flatMap((state) => (state.name === 'connecting' || state.name === 'reconnecting' ? [state] : []))
}
