import { setTimeout as sleep } from 'node:timers/promises'
import type { Address } from '@credits-server/onchain'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { launchChromium } from '../../../apps/faults/tools/launchChromium.js'
import { fuzzRuns } from '../../onchain/test/fuzzRuns.js'
import { type Balance, createCreditsClient } from '../src/index.js'
import { bundlePage } from './runtimes/bundlePage.js'
import { type Stage, startStage } from './runtimes/startStage.js'

const browser = await launchChromium()
const patience = { timeout: 40_000, interval: 20 }
const heartbeatMs = 1_000

type Context = Awaited<ReturnType<NonNullable<typeof browser>['newContext']>>
type Page = Awaited<ReturnType<Context['newPage']>>

/** A tab of another origin than the server's, which watches a user. */
type Tab = {
  readonly address: Address
  readonly context: Context
  readonly page: Page
  readonly cdp: Awaited<ReturnType<Context['newCDPSession']>>
  look(): Promise<Shown>
}

/** What a tab shows, how often it has asked for a stream, and how often its clock has ticked. */
type Shown = {
  readonly states: readonly string[]
  readonly balance: Balance | null
  readonly tries: number
  readonly ticks: number
}

describe.skipIf(browser === null)(`in Chromium ${browser?.version() ?? ''}`, () => {
  let stage: Stage
  let html: string
  beforeAll(async () => {
    html = await bundlePage()
    stage = await startStage({ page: html, heartbeatMs })
  })
  afterEach(async () => {
    for (const context of browser?.contexts() ?? []) await context.close()
    await expect.poll(openStreams, patience).toBe(0)
  })
  afterAll(async () => {
    await browser?.close()
    await stage.close()
  })

  const control = async (action: string) => (await fetch(`${stage.controlUrl}/${action}`, { method: 'POST' })).json()
  const openStreams = async () => (await control('streams')).open

  async function openTab(): Promise<Tab> {
    const { address } = await control('user')
    const context = await browser?.newContext()
    const page = await context?.newPage()
    if (!context || !page) throw new Error('there is no browser')
    await page.goto(stage.controlUrl)
    await page.evaluate(watchInPage, { url: stage.url, address })
    const look = () => page.evaluate<Shown>('({ states, balance, tries, ticks })')
    const tab = { address, context, page, cdp: await context.newCDPSession(page), look }
    await untilRight(tab)
    return tab
  }
  /** Waits until the tab is live and shows what getCredits says. */
  async function untilRight({ address, look }: Tab): Promise<void> {
    const expected = await createCreditsClient({ baseUrl: stage.url }).getCredits(address)
    await vi.waitFor(async () => {
      const { states, balance } = await look()
      expect([states.at(-1), balance]).toEqual(['live', expected])
    }, patience)
  }
  const stateOf = (tab: Tab, name: string) =>
    vi.waitFor(async () => expect((await tab.look()).states.at(-1)).toBe(name), patience)

  test('a device that loses its network is offline, and live with the latest balance when it has one again', async () => {
    const tab = await openTab()
    await tab.context.setOffline(true)
    await stateOf(tab, 'offline')
    await stage.grant(tab.address)
    const { tries } = await tab.look()
    await sleep(6_000)
    // Once at most it finds out by trying, after the wait that the server has asked for; then it waits for a network.
    const waited = await tab.look()
    expect(waited.tries - tries).toBeLessThanOrEqual(1)
    expect(waited.balance?.totalCredits).toBe(1)
    await tab.context.setOffline(false)
    await untilRight(tab)
    const { states, balance } = await tab.look()
    expect([states, balance?.totalCredits]).toEqual([['live', 'offline', 'live'], 2])
  })

  // [V] A headless Chromium neither hides nor freezes a tab, whatever it is told, so its program is stopped by the debugger:
  // as in a tab that is frozen or a machine that sleeps, nothing in it runs, no timer either, while the network goes on.
  test.each([
    ['for a moment', heartbeatMs],
    ['for longer than its watchdogs wait', heartbeatMs * 4],
  ])('a tab that is hidden and frozen %s is live with the latest balance when it wakes', async (_, ms) => {
    const tab = await openTab()
    await tab.cdp.send('Debugger.enable')
    const paused = new Promise((resolve) => tab.cdp.once('Debugger.paused', resolve))
    await tab.cdp.send('Debugger.pause')
    await paused
    await stage.grant(tab.address)
    const look = async () => {
      const { result } = await tab.cdp.send('Runtime.evaluate', { expression: 'JSON.stringify({ ticks, balance })' })
      return JSON.parse(result.value) as Pick<Shown, 'ticks' | 'balance'>
    }
    const before = await look()
    await sleep(ms)
    const after = await look()
    expect([after.ticks, after.balance?.totalCredits]).toEqual([before.ticks, 1])
    await tab.cdp.send('Debugger.disable')
    await untilRight(tab)
    expect((await tab.look()).balance?.totalCredits).toBe(2)
  })

  test('H-5: after many streams were opened and left, no listener and no stream is', async () => {
    const count = fuzzRuns(50)
    const tab = await openTab()
    const listeners = async () => {
      await tab.cdp.send('HeapProfiler.collectGarbage')
      const { metrics } = await tab.cdp.send('Performance.getMetrics')
      return metrics.find((metric) => metric.name === 'JSEventListeners')?.value
    }
    await tab.cdp.send('Performance.enable')
    const input = { url: stage.url, address: tab.address, count }
    await tab.page.evaluate(comeAndGo, { ...input, count: 10 })
    await expect.poll(openStreams, patience).toBe(1)
    const before = await listeners()
    await tab.page.evaluate(comeAndGo, input)
    await expect.poll(openStreams, patience).toBe(1)
    await expect.poll(listeners, patience).toBe(before)
    // And the one that was there all the while goes on.
    await stage.grant(tab.address)
    await untilRight(tab)
    expect((await tab.look()).states).toEqual(['live'])
    console.log(`H-5 in Chromium ${browser?.version()}: ${count} streams left, ${before} listeners before and after`)
  })
})

type InPage = { readonly url: string; readonly address: string }

/** Runs in the page, whose globals are its own. */
function watchInPage({ url, address }: InPage): void {
  const page = globalThis as Record<string, unknown> & typeof globalThis
  const { createCreditsClient } = (page['program'] as { sdk: typeof import('../src/index.js') }).sdk
  const states: string[] = []
  Object.assign(page, { states, balance: null, tries: 0, ticks: 0 })
  setInterval(() => {
    page['ticks'] = Number(page['ticks']) + 1
  }, 50)
  const fetch: typeof globalThis.fetch = (input, init) => {
    page['tries'] = Number(page['tries']) + 1
    return globalThis.fetch(input, init)
  }
  createCreditsClient({ baseUrl: url, fetch, timeoutMs: 2_000 }).watchCredits(address, {
    onState: ({ name }) => void states.push(name),
    onBalance: (balance) => {
      page['balance'] = balance
    },
  })
}

/** Runs in the page: opens streams, a few at a time, and leaves each in another way. */
async function comeAndGo({ url, address, count }: InPage & { readonly count: number }): Promise<void> {
  const page = globalThis as Record<string, unknown> & typeof globalThis
  const { createCreditsClient } = (page['program'] as { sdk: typeof import('../src/index.js') }).sdk
  const credits = createCreditsClient({ baseUrl: url })
  const signal = new AbortController().signal
  const ways = [
    async () => void (await credits.waitForBalance(address, () => true, { signal })),
    async () => {
      for await (const _ of credits.streamCredits(address, { signal })) break
    },
    async () => {
      const { close } = credits.watchCredits(address, { onBalance() {}, signal })
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 40))
      close()
    },
    async () => {
      const own = new AbortController()
      setTimeout(() => own.abort(), Math.random() * 40)
      await credits.waitForBalance(address, () => false, { signal: own.signal }).catch(() => {})
    },
  ]
  // A browser opens six connections to one host.
  for (let n = 0; n < count; n += 4) await Promise.all(ways.map((way) => way()))
}
