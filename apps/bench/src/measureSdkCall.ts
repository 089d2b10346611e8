import { createCreditsReader } from '@credits-server/sdk'
import { compareCpu } from './compareCpu.js'
import type { Figure } from './Figure.js'
import { startBalanceServer } from './startBalanceServer.js'

const address = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8'

/** P12: what a call of the SDK costs, beside fetch with a timeout and json() as its users would write it. */
export async function measureSdkCall(): Promise<Figure> {
  const server = await startBalanceServer()
  const credits = createCreditsReader({ baseUrl: server.url })
  const url = `${server.url}/users/${address}/credits`
  const bare = async () => {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) })
    if (!response.ok) throw new Error(String(response.status))
    return response.json()
  }
  const { oursUs, peerUs, ratio, spread } = await compareCpu(() => credits.getCredits(address), bare)
  server.stop()
  return {
    id: 'P12',
    what: 'SDK call with a timeout, CPU; peer: fetch, signal, json',
    ours: `${oursUs.toFixed(0)} µs`,
    peer: `${peerUs.toFixed(0)} µs`,
    value: ratio,
    spread,
    goal: 1.15,
    bound: 'at most',
  }
}
