import type { Balance, Credit, Transaction } from '@credits-server/contract'
import { type Address, type Hex, parseMana } from '@credits-server/onchain'
import { EventSource } from 'eventsource'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { parseConfig } from '../../server/src/config/parseConfig.js'
import { type RunningServer, startServer } from '../../server/src/startServer.js'
import { rootApiKey, type TestServer } from '../../server/test/startTestServer.js'
import type { Chain } from '../src/Chain.js'
import { startChain } from '../src/startChain.js'
import { eventually } from './eventually.js'
import { envFor, startServerFor, voucherOf } from './grantVouchers.js'
import { newAccount, signer, usesOf } from './testCredits.js'

let chain: Chain
let server: TestServer
beforeAll(async () => {
  chain = await startChain({ signers: [signer] })
  server = await startServerFor(chain, { RPC_URL: chain.rpcUrl })
})
afterAll(async () => {
  await server.stop()
  await chain.stop()
})

const streams: EventSource[] = []
afterEach(() => {
  for (const stream of streams.splice(0)) stream.close()
})

type Followed = { readonly balance: Balance; readonly atMs: number }

/** Follows a balance over its stream; `until` resolves with the first one that a check passes. */
function watch(address: Address) {
  const seen: Followed[] = []
  const stream = new EventSource(`${server.url}/users/${address}/credits/stream`)
  streams.push(stream)
  stream.onmessage = ({ data }) => seen.push({ balance: JSON.parse(data), atMs: performance.now() })
  return {
    seen,
    until: (check: (balance: Balance) => boolean) =>
      eventually(async () => {
        const found = seen.findLast(({ balance }) => check(balance))
        if (!found) throw new Error(`not among ${seen.length} balances: ${JSON.stringify(seen.at(-1)?.balance)}`)
        return found
      }),
  }
}

async function grant(address: Address, amount: string, { url } = server): Promise<Credit> {
  const answer = await fetch(`${url}/users/${address}/credits`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${rootApiKey}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': `follow-${address}`,
    },
    body: JSON.stringify({ type: 'on-demand', amount, reason: 'To be spent', expiresAt: '2099-01-01T00:00:00Z' }),
  })
  expect(answer.status).toBe(201)
  return (await answer.json()) as Credit
}

const spend = (address: Address, credit: Credit, mana: string): Promise<Hex> =>
  chain.useCredits(address, usesOf(chain, [voucherOf(address, credit)], parseMana(mana)))
const creditOf = async (address: Address, id: string, { url } = server) =>
  (await (await fetch(`${url}/users/${address}/credits/${id}`)).json()) as Credit
const statusOf = ({ credits }: Balance) => credits[0]?.status

describe('following what is spent', () => {
  test('default: a part, then the rest, and a reorg that takes the rest back, each on the stream', async () => {
    const address = newAccount()
    const credit = await grant(address, '10')
    const stream = watch(address)
    await stream.until((balance) => statusOf(balance) === 'AVAILABLE')

    const first = await spend(address, credit, '4')
    const minedAtMs = performance.now()
    const partly = await stream.until((balance) => statusOf(balance) === 'PARTIALLY_USED')
    console.log(`the stream had it ${Math.round(partly.atMs - minedAtMs)} ms after the block, looking twice a second`)
    expect(partly.balance).toMatchObject({ totalCredits: 6, totalCreditsWei: String(parseMana('6')) })
    expect(partly.balance.changes?.[0]).toMatchObject({
      kind: 'spent',
      cause: 'chain',
      creditId: credit.id,
      amountWei: String(parseMana('4')),
    })
    const transaction = (await (await fetch(`${server.url}/transactions/${first}?until=seen`)).json()) as Transaction
    expect(transaction.credits).toEqual([
      { id: credit.id, address, amountWei: String(parseMana('4')), version: partly.balance.version },
    ])

    await spend(address, credit, '6')
    const used = await stream.until(({ credits }) => credits.length === 0)
    expect(used.balance.changes?.[0]).toMatchObject({ kind: 'spent', amountWei: String(parseMana('6')) })
    expect(await creditOf(address, credit.id)).toMatchObject({ status: 'USED', availableAmount: 0 })

    await chain.reorg(1)
    const back = await stream.until(({ version = 0 }) => version > Number(used.balance.version))
    expect(back.balance.credits[0]).toMatchObject({ status: 'PARTIALLY_USED', availableAmount: 6 })
    expect(back.balance.changes?.[0]).toMatchObject({ kind: 'restored', cause: 'chain' })
    const versions = stream.seen.map(({ balance }) => Number(balance.version))
    expect(versions).toEqual([...versions].sort((a, b) => a - b))
  })

  test('behavior: it ends the same when the server that follows is gone in between, and another comes', async () => {
    const reading = await startServerFor(chain)
    const address = newAccount()
    const credit = await grant(address, '10', reading)
    const leftOf = async () => Number((await creditOf(address, credit.id, reading)).availableAmount)
    let following = await follow(reading)
    const steps: readonly [happens: () => Promise<unknown>, left: number][] = [
      [() => spend(address, credit, '4'), 6],
      [() => spend(address, credit, '6'), 0],
      [() => chain.reorg(1), 6],
    ]
    for (const [happens, left] of steps) {
      await following.stop()
      await happens()
      following = await follow(reading)
      await eventually(async () => expect(await leftOf()).toBe(left))
    }
    await following.stop()
    await reading.stop()
  })
})

/** Starts another server on the same database, which follows the chain. */
function follow({ database }: TestServer): Promise<RunningServer> {
  const config = parseConfig({ ...envFor(chain), RPC_URL: chain.rpcUrl, PORT: '0', SEED_DEMO: 'false' })
  const { connectionString } = database
  return startServer(config, { connectionString, rootApiKey, logger: pino({ level: 'silent' }) })
}
