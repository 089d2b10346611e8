import { describe, expect, test, vi } from 'vitest'
import { fuzzRuns } from '../../onchain/test/fuzzRuns.js'
import { createCreditsClient } from '../src/index.js'
import { address, baseUrl, pass, useFakeClock } from './watchOnFakeClock.js'

useFakeClock()

const clientCount = fuzzRuns(500)
/** Bounds of the waits after the first, the second, … failure. */
const boundsMs = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]

type Run = { readonly visitsMs: number[]; readonly delaysMs: number[] }

/** Clients that all lose their server at the same moment, and never find it again. A test's clock is slow with many timers. */
async function lose(answer: () => Response | null, count = clientCount): Promise<Run[]> {
  if (count > 500) return [...(await lose(answer, 500)), ...(await lose(answer, count - 500))]
  const runs = Array.from({ length: count }, (): Run => ({ visitsMs: [], delaysMs: [] }))
  const watches = runs.map(({ visitsMs, delaysMs }) => {
    const fetch = async () => {
      visitsMs.push(performance.now())
      const response = answer()
      if (response) return response
      throw new TypeError('fetch failed')
    }
    return createCreditsClient({ baseUrl, fetch }).watchCredits(address, {
      onBalance() {},
      onState: (state) => 'delayMs' in state && void delaysMs.push(state.delayMs),
    })
  })
  const wholeMs = boundsMs.reduce((sum, ms) => sum + ms)
  for (let ms = 0; ms < wholeMs; ms += 1_000) await pass(1_000)
  for (const { close } of watches) close()
  return runs
}

describe('H-2', () => {
  test.each([
    ['refused', () => null],
    ['answered 503', () => new Response('{}', { status: 503 })],
    ['answered by something else', () => new Response('<html>', { headers: { 'Content-Type': 'text/html' } })],
  ])('behavior: clients that are %s come back at random, evenly spread, and never together', async (how, answer) => {
    const runs = await lose(answer)
    let [worst, peak] = [0, 0]
    for (const [n, boundMs] of boundsMs.entries()) {
      const shares = runs.map(({ delaysMs }) => (delaysMs[n] ?? Number.NaN) / boundMs)
      const distance = distanceFromUniform(shares)
      // Chance is further off in one of ten billion runs.
      expect(distance * Math.sqrt(clientCount)).toBeLessThan(3.5)
      worst = Math.max(worst, distance)
      // In a tenth of the time no more than three tenths come.
      const tenths = Array.from({ length: 10 }, (_, tenth) =>
        shares.filter((share) => Math.floor(share * 10) === tenth),
      )
      peak = Math.max(peak, ...tenths.map(({ length }) => (length * 10) / clientCount))
      expect(peak).toBeLessThan(3)
    }
    // What is told is what is waited, on a clock of whole milliseconds.
    for (const { visitsMs, delaysMs } of runs) {
      const waitedMs = visitsMs.slice(1).map((at, n) => at - (visitsMs[n] ?? 0))
      expect(waitedMs.length).toBeGreaterThanOrEqual(boundsMs.length)
      for (const [n, ms] of waitedMs.entries()) expect(Math.abs(ms - (delaysMs[n] ?? 0))).toBeLessThan(2)
    }
    // No two clients go the same way.
    expect(new Set(runs.map(({ delaysMs }) => delaysMs.slice(0, 4).map(Math.round).join())).size).toBe(clientCount)
    const spread = `at most ${worst.toFixed(4)} from uniform, peak ${peak.toFixed(2)} times the mean`
    console.log(`H-2: ${clientCount} clients ${how}, ${boundsMs.length} waits each, ${spread}`)
  })

  test('behavior: chance that always says the same would be seen', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    const runs = await lose(() => null, 100)
    expect(distanceFromUniform(runs.map(({ delaysMs }) => (delaysMs[0] ?? 0) / 1_000))).toBe(0.5)
  })
})

/** Kolmogorov and Smirnov's: the most by which the share of values below a bound differs from that bound. */
function distanceFromUniform(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const distances = sorted.map((value, n) => Math.max((n + 1) / sorted.length - value, value - n / sorted.length))
  return Math.max(...distances)
}
