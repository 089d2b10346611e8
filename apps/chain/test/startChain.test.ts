import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type Address, creditsSignerRole, encodeHasRole, parseAddress } from '@credits-server/onchain'
import { openRpc } from '@credits-server/server/dist/chain/openRpc.js'
import { afterEach, describe, expect, test } from 'vitest'
import type { Chain } from '../src/Chain.js'
import { type ChainOptions, startChain } from '../src/startChain.js'

const signer = parseAddress('0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266') as Address
const stranger = parseAddress(`0x${'12'.repeat(20)}`) as Address

const chains: Chain[] = []
afterEach(async () => {
  for (const chain of chains.splice(0)) await chain.stop()
})

async function start(options?: ChainOptions): Promise<Chain> {
  const chain = await startChain(options)
  chains.push(chain)
  return chain
}

const blockNumber = async ({ rpc }: Chain, tag = 'latest') => {
  const block = (await rpc('eth_getBlockByNumber', [tag, false])) as { number: string; timestamp: string }
  return { number: Number(block.number), timestamp: Number(block.timestamp) }
}
const holdsRole = async ({ rpc, creditsManager }: Chain, account: Address) =>
  Number(await rpc('eth_call', [{ to: creditsManager, data: encodeHasRole({ role: creditsSignerRole, account }) }]))

describe('startChain', () => {
  test('default: the signers hold the role, and what is sent is mined at once', async () => {
    const chain = await start({ signers: [signer], chainId: 4242 })
    expect(Number(await chain.rpc('eth_chainId', []))).toBe(4242)
    expect(await holdsRole(chain, signer)).toBe(1)
    expect(await holdsRole(chain, stranger)).toBe(0)
    await chain.revokeSigner(signer)
    await chain.grantSigner(stranger)
    expect(await holdsRole(chain, signer)).toBe(0)
    expect(await holdsRole(chain, stranger)).toBe(1)
  })

  test('default: every fresh chain has its contracts at the same addresses', async () => {
    const [one, other] = [await start(), await start()]
    expect(other.rpcUrl).not.toBe(one.rpcUrl)
    expect(other.creditsManager).toBe(one.creditsManager)
    expect(await other.rpc('eth_getCode', [other.wallet, 'latest'])).not.toBe('0x')
  })

  test('behavior: noMining keeps what is sent until mine, which takes all of it into one block', async () => {
    const chain = await start({ noMining: true })
    const before = (await blockNumber(chain)).number
    const hashes = []
    for (let index = 0; index < 50; index += 1) hashes.push(await chain.grantSigner(stranger))
    expect((await blockNumber(chain)).number).toBe(before)
    await chain.mine()
    const receipts = await Promise.all(hashes.map((hash) => chain.rpc('eth_getTransactionReceipt', [hash])))
    expect(new Set(receipts.map((receipt) => (receipt as { blockNumber: string }).blockNumber)).size).toBe(1)
  })

  test('behavior: a reorg of any depth takes back what was in the blocks and leaves the head where it was', async () => {
    const chain = await start()
    await chain.mine(10)
    await chain.grantSigner(stranger)
    await chain.mine(200)
    const before = (await blockNumber(chain)).number
    await chain.reorg(205)
    expect((await blockNumber(chain)).number).toBe(before)
    expect(await holdsRole(chain, stranger)).toBe(0)
  })

  test('behavior: the next block has the time it is given, and safe and finalized lag by one epoch and by two', async () => {
    const chain = await start({ slotsInAnEpoch: 4 })
    await chain.mine(20)
    const { number, timestamp } = await blockNumber(chain)
    await chain.setTime(timestamp + 1000)
    await chain.mine()
    expect(await blockNumber(chain)).toEqual({ number: number + 1, timestamp: timestamp + 1000 })
    expect((await blockNumber(chain, 'safe')).number).toBe(number + 1 - 4)
    expect((await blockNumber(chain, 'finalized')).number).toBe(number + 1 - 8)
  })

  test('behavior: with a block time blocks come by themselves', async () => {
    const chain = await start({ blockTimeSeconds: 1 })
    const before = (await blockNumber(chain)).number
    await expect.poll(async () => (await blockNumber(chain)).number, { timeout: 20_000 }).toBeGreaterThan(before)
  })

  test('behavior: anvil is gone after stop, and when the process that started it is killed', async () => {
    const chain = await startChain()
    await chain.stop()
    await expect(chain.rpc('eth_chainId', [])).rejects.toThrow('no answer')

    const module = new URL('../dist/startChain.js', import.meta.url).href
    const script = `const { startChain } = await import(${JSON.stringify(module)}); console.log((await startChain()).rpcUrl)`
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [said] = await once(parent.stdout, 'data')
    const rpc = openRpc(String(said).trim())
    await rpc('eth_chainId', [])
    parent.kill('SIGKILL')
    await expect
      .poll(
        () =>
          rpc('eth_chainId', []).then(
            () => 'alive',
            () => 'gone',
          ),
        { timeout: 20_000 },
      )
      .toBe('gone')
  })

  test('error: what keeps anvil from starting is told', async () => {
    await expect(startChain({ chainId: -1 })).rejects.toThrow(/anvil did not start: .*unexpected argument/)
  })
})
