import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openRpc } from '@credits-server/server/dist/chain/openRpc.js'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { launchChromium } from '../../faults/tools/launchChromium.js'
import { demoUsers } from '../../server/src/seed/demoUsers.js'
import {
  type ProcessEnd,
  type RunningProcess,
  runCli,
  runProcess,
  type ServingProcess,
  untilServing,
} from '../../server/test/serve/runCli.js'

/** As `npm start -- --chain` runs it. */
const cliPath = fileURLToPath(new URL('../dist/cli.js', import.meta.url))
const startScript = fileURLToPath(new URL('../start.sh', import.meta.url))

/** Two blocks and a look at the chain, on a machine that does something else as well. */
const movesMs = 30_000

const browser = await launchChromium()
type Page = Awaited<ReturnType<NonNullable<typeof browser>['newPage']>>

describe('the demo with a chain', () => {
  let server: ServingProcess
  beforeAll(async () => {
    server = await untilServing(runCli(cliPath, 'serve', { CHAIN_POLL_MS: '100' }))
  })
  afterAll(async () => {
    server.child.kill('SIGKILL')
    await browser?.close()
  })

  const balance = async (address: string) => (await fetch(`${server.url}/users/${address}/credits`)).json()
  const post = (path: string, body: object) =>
    fetch(server.url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'demo-test' },
      body: JSON.stringify(body),
    })

  test('default: part of a credit is spent, then the rest, and the balance follows with the cause', async () => {
    const { address } = demoUsers.allUsed
    expect((await post(`/demo/users/${address}/credits`, {})).status).toBe(201)
    const { totalCreditsWei, credits } = (await balance(address)) as {
      totalCreditsWei: string
      credits: { id: string }[]
    }
    expect(totalCreditsWei).toBe(`${10n ** 18n}`)

    expect((await post(`/demo/users/${address}/spends`, { amount: '0.4' })).status).toBe(202)
    await expect
      .poll(() => balance(address), { timeout: movesMs })
      .toMatchObject({
        totalCreditsWei: `${6n * 10n ** 17n}`,
        credits: [{ id: credits[0]?.id, status: 'PARTIALLY_USED', availableAmount: 0.6 }],
        changes: [{ kind: 'spent', cause: 'chain', amountWei: `${4n * 10n ** 17n}` }, {}, {}, {}, {}, {}, {}, {}],
      })
    expect((await post(`/demo/users/${address}/spends`, { amount: '0.6' })).status).toBe(202)
    await expect.poll(() => balance(address), { timeout: movesMs }).toMatchObject({ totalCredits: 0, credits: [] })
    const credit = await fetch(`${server.url}/users/${address}/credits/${credits[0]?.id}`)
    expect(await credit.json()).toMatchObject({ status: 'USED' })
  })

  test.skipIf(browser === null)('default: the page spends, and its stream shows the balance move', async () => {
    const page = (await browser?.newPage()) as Page
    const complaints: string[] = []
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())))
    page.on('pageerror', (error) => void complaints.push(error.message))
    await page.goto(server.url)
    await page.selectOption('#user', demoUsers.expired.address)
    const total = () => page.textContent('#total')
    const lastChange = () => page.textContent('#changes li:first-child')
    await expect.poll(total, { timeout: movesMs }).toBe('0 MANA')

    await page.click('#grant')
    await expect.poll(total, { timeout: movesMs }).toBe('1 MANA')
    await page.fill('#amount', '0.25')
    await page.click('#spend')
    await expect.poll(total, { timeout: movesMs }).toBe('0.75 MANA')
    expect(await lastChange()).toMatch(/: spent 0\.25 MANA$/)
    expect(complaints).toEqual([])

    await page.fill('#amount', '0.76')
    await page.click('#spend')
    await expect
      .poll(() => page.textContent('#state'), { timeout: movesMs })
      .toMatch(/do not cover .* at most 0\.75 MANA/)
    expect(await total()).toBe('0.75 MANA')
    await page.close()
  })

  test('behavior: it ends with the server: the chain, its ledger, and nothing left of either', async () => {
    const [, dataDir = ''] = /kept in (\S+)\/root-api-key/.exec(server.stdout()) ?? []
    const [, rpcUrl = ''] = /^ {2}chain +(\S+)$/m.exec(server.stdout()) ?? []
    expect(existsSync(dataDir)).toBe(true)
    const rpc = openRpc(rpcUrl)
    const { code, stderr } = await server.end('SIGTERM')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(existsSync(dataDir)).toBe(false)
    await expect(rpc('eth_chainId', [])).rejects.toThrow('no answer')
  })
})

describe('npm start', () => {
  /** Lets it end by itself; one that would serve instead ends with the test. */
  function endOf(running: RunningProcess): Promise<ProcessEnd> {
    onTestFinished(() => void running.child.kill('SIGKILL'))
    return running.ended
  }

  test('default: without --chain it is the server alone, and every word reaches it', async () => {
    const { code, stdout } = await endOf(runProcess('sh', [startScript, '--help']))
    expect(code).toBe(0)
    expect(stdout).toContain('serve')
    const refused = await endOf(runProcess('sh', [startScript, 'two words']))
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('was given 1 word')])
  })

  test('error: --chain beside a chain of somebody else', async () => {
    const { code, stderr } = await endOf(runCli(cliPath, 'serve', { RPC_URL: 'http://127.0.0.1:8545' }))
    expect([code, stderr]).toEqual([1, expect.stringContaining('unset RPC_URL')])
  })

  test('error: what the server refuses it says itself, and the chain is gone again', async () => {
    const { code, stderr } = await endOf(runCli(cliPath, 'serve', { NODE_ENV: 'production', PORT: 'x' }))
    expect(code).toBe(1)
    expect(stderr).toMatch(/PORT must be a whole number/)
    expect(stderr).toMatch(/DEMO_SHOP_ADDRESS must be unset in production/)
  })
})
