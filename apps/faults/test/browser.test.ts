import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { EventSource } from 'eventsource'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { grantUntilMade } from '../tools/grantUntilMade.js'
import { launchChromium } from '../tools/launchChromium.js'
import { type Balancer, startBalancer } from '../tools/startBalancer.js'
import { type Instance, startInstance } from '../tools/startInstance.js'
import { type Postgres, startPostgres } from '../tools/startPostgres.js'

const rootApiKey = 'root_0123456789abcdef0123456789abcdef'

/** Who lost its server comes back after `retry:`, 1 to 5 s; who was told that the database is away, after 5 to 30 s. */
const caughtUpMs = 30_000
/** Grants go on at this pace through every restart. */
const paceMs = 100

/** Something that has an EventSource, an onmessage and nothing else. `readyState` 2 is CLOSED, and final. */
type Client = {
  look(): Promise<{ readonly data: string | null; readonly readyState: number }>
  close(): Promise<void>
}

const browser = await launchChromium()

describe('nothing but onmessage', () => {
  let postgres: Postgres
  let alone: Instance
  let pair: readonly [Instance, Instance]
  let balancer: Balancer
  let pages: Server
  const opened: Client[] = []
  const counts: string[] = []

  beforeAll(async () => {
    pages = createServer((request, response) => {
      response.setHeader('Content-Type', 'text/html')
      response.end(pageOf(new URL(request.url ?? '', 'http://page').searchParams.get('stream') ?? ''))
    }).listen(0, '127.0.0.1')
    postgres = await startPostgres()
    const options = { databaseUrl: postgres.connectionString, rootApiKey }
    alone = await startInstance(options)
    pair = await Promise.all([startInstance(options), startInstance(options)])
    balancer = await startBalancer(pair.map(({ port }) => port))
  })
  afterAll(async () => {
    await Promise.all(opened.map((client) => client.close()))
    await Promise.all([alone, ...pair].map((instance) => instance.stop()))
    await Promise.all([browser?.close(), balancer.close(), postgres.remove(), once(pages.close(), 'close')])
    console.log(`nothing but onmessage, ${browser ? 'Chromium and Node' : 'Node alone'}: ${counts.join('; ')}`)
  })

  /** Every client that there is, on one stream, from another origin where that means something. They stay to the end. */
  async function openClients(stream: string): Promise<Client[]> {
    const clients = [watchInNode(stream)]
    if (browser) clients.push(await watchInPage(stream))
    opened.push(...clients)
    return clients
  }
  async function watchInPage(stream: string): Promise<Client> {
    const page = await browser?.newPage()
    if (!page) throw new Error('there is no browser')
    const { port } = pages.address() as AddressInfo
    await page.goto(`http://127.0.0.1:${port}/?stream=${encodeURIComponent(stream)}`)
    return {
      look: () => page.evaluate('({ data: latest, readyState: source.readyState })'),
      close: () => page.close(),
    }
  }

  /** Lets a restart happen while grants go on, and waits until all clients show what getCredits says. */
  async function watchThrough(url: string, address: string, restart: () => Promise<unknown>) {
    const grant = () => grantUntilMade({ url, rootApiKey, address })
    /** An instance that did not make the grants itself may be a moment behind, unless it is told how many there are. */
    const balance = async (version: number) =>
      (await fetch(`${url}/users/${address}/credits?minVersion=${version}`)).text()
    await grant()
    const clients = await openClients(`${url}/users/${address}/credits/stream`)
    const allShow = (data: string) =>
      vi.waitFor(
        async () => expect((await look(clients)).map((client) => client.data)).toEqual(clients.map(() => data)),
        { timeout: caughtUpMs, interval: 20 },
      )
    await allShow(await balance(1))

    let grants = 2
    let over = false
    const granting = (async () => {
      for (; !over; grants++) await Promise.all([grant(), sleep(paceMs)])
    })()
    await restart()
    over = true
    await granting
    const acknowledgedAtMs = await grant()
    await allShow(await balance(grants))
    const tookMs = Math.round(performance.now() - acknowledgedAtMs)
    return `${grants} grants, caught up after ${tookMs} ms`
  }

  test.skipIf(browser === null)(
    'default: a page of another origin shows the balance, and each change of it',
    async () => {
      const address = `0x${'b0'.repeat(20)}`
      counts.push(`no restart: ${await watchThrough(alone.url, address, () => sleep(paceMs))}`)
    },
  )

  test('behavior: a restart of the database', async () => {
    const restart = async () => {
      await postgres.stop('fast')
      await postgres.start()
    }
    counts.push(`database: ${await watchThrough(balancer.url, `0x${'b1'.repeat(20)}`, restart)}`)
  })

  // It takes up to 30 s, so it belongs to the long programme.
  test.runIf(process.env['FC_RUNS'])('behavior: who comes while the database is away waits and gets it', async () => {
    const address = `0x${'b4'.repeat(20)}`
    await grantUntilMade({ url: alone.url, rootApiKey, address })
    await postgres.stop('fast')
    const clients = await openClients(`${alone.url}/users/${address}/credits/stream`)
    await expect
      .poll(async () => (await look(clients)).map(({ readyState }) => readyState))
      .not.toContain(EventSource.OPEN)
    await postgres.start()
    const latest = async () => (await look(clients)).map(({ data }) => data !== null)
    await expect.poll(latest, { timeout: caughtUpMs + 5_000 }).toEqual(clients.map(() => true))
  })

  describe.concurrent('restarts of servers', () => {
    test('behavior: SIGTERM, then SIGKILL, of the only server, which comes back on the same port', async ({
      expect,
    }) => {
      const address = `0x${'b2'.repeat(20)}`
      const stop = async () => {
        expect((await alone.stop()).code).toBe(0)
        await alone.restart()
      }
      counts.push(`SIGTERM: ${await watchThrough(alone.url, address, stop)}`)
      const kill = async () => {
        await alone.kill()
        await alone.restart()
      }
      counts.push(`SIGKILL: ${await watchThrough(alone.url, address, kill)}`)
    })

    test('behavior: a rolling restart of two servers behind a balancer', async ({ expect }) => {
      const roll = async () => {
        for (const instance of pair) {
          expect((await instance.stop()).code).toBe(0)
          await instance.restart()
        }
      }
      counts.push(`rolling: ${await watchThrough(balancer.url, `0x${'b3'.repeat(20)}`, roll)}`)
    })
  })

  test('behavior: through all of it no client has closed for good, and no server has logged an error', async () => {
    expect((await look(opened)).filter(({ readyState }) => readyState === EventSource.CLOSED)).toEqual([])
    expect([alone, ...pair].flatMap((instance) => instance.complaints())).toEqual([])
  })
})

const look = (clients: readonly Client[]) => Promise.all(clients.map((client) => client.look()))

function watchInNode(stream: string): Client {
  let data: string | null = null
  const source = new EventSource(stream)
  source.onmessage = (event) => {
    data = event.data
  }
  return {
    look: async () => ({ data, readyState: source.readyState }),
    close: async () => source.close(),
  }
}

function pageOf(stream: string): string {
  return `<!doctype html><title>Balance</title><script>
    let latest = null
    const source = new EventSource(${JSON.stringify(stream)})
    source.onmessage = ({ data }) => { latest = data }
  </script>`
}
