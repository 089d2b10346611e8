import type { Balance, Credit, RevocationPage } from '@credits-server/contract'
import { type Address, creditHash, encodeRevokeCredits, type Hex } from '@credits-server/onchain'
import { encodeFunctionData } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { grantTestCredit, newAddress } from '../../server/test/grantTestCredit.js'
import { openStream } from '../../server/test/openStream.js'
import { rootApiKey, type TestServer } from '../../server/test/startTestServer.js'
import type { Chain } from '../src/Chain.js'
import { creditsVerifierAbi } from '../src/generated/CreditsVerifier.js'
import { startChain } from '../src/startChain.js'
import { eventually } from './eventually.js'
import { startServerFor, voucherOf } from './grantVouchers.js'
import { signer, usesOf } from './testCredits.js'

let chain: Chain
let server: TestServer

beforeAll(async () => {
  // Four blocks are not final.
  chain = await startChain({ signers: [signer], noMining: true, slotsInAnEpoch: 2 })
  server = await startServerFor(chain, { RPC_URL: chain.rpcUrl, CHAIN_POLL_MS: '100', RECONCILE_MS: '500' })
  await chain.mine(10)
})
afterAll(async () => {
  await server.stop()
  await chain.stop()
})

const balanceOf = async (address: Address): Promise<Balance> =>
  (await (await fetch(`${server.url}/users/${address}/credits`)).json()) as Balance

const revocationOf = async (id: string) => {
  const headers = { Authorization: `Bearer ${rootApiKey}` }
  const page = (await (await fetch(`${server.url}/admin/revocations?limit=100`, { headers })).json()) as RevocationPage
  return page.revocations.find(({ creditId }) => creditId === id)
}

const hashOf = (address: Address, credit: Credit): Hex => creditHash(voucherOf(address, credit))

const revokeOnChain = (...hashes: Hex[]) => chain.send(chain.admin, chain.creditsManager, encodeRevokeCredits(hashes))

/** Waits until a block of now is in. */
async function settle(): Promise<void> {
  const head = Number(await chain.rpc('eth_blockNumber', []))
  const { hash } = (await chain.rpc('eth_getBlockByNumber', ['latest', false])) as { hash: Hex }
  await eventually(async () => {
    expect(await server.knex('chain_blocks').where({ number: head }).first('hash')).toMatchObject({ hash })
  })
}

async function meet(): Promise<{ address: Address; credit: Credit }> {
  const address = newAddress()
  await grantTestCredit(server, address, { mana: '10' })
  const [credit] = (await balanceOf(address)).credits as [Credit]
  return { address, credit }
}

describe('a revocation on chain', () => {
  test('default: it takes the credit back when it is final, not before, with the cause chain', async () => {
    const { address, credit } = await meet()
    const stream = await openStream(`${server.url}/users/${address}/credits/stream`)
    const shown = () => JSON.parse(stream.events.findLast(({ event }) => event === undefined)?.data ?? '{}') as Balance
    await revokeOnChain(hashOf(address, credit))
    await chain.mine(4)
    await settle()
    expect((await balanceOf(address)).credits).toMatchObject([{ id: credit.id }])
    expect(await revocationOf(credit.id)).toBeUndefined()

    await chain.mine(1)
    await eventually(async () => expect(shown()).toMatchObject({ credits: [], totalCredits: 0 }))
    const { changes } = await balanceOf(address)
    expect(changes?.[0]).toMatchObject({ kind: 'revoked', cause: 'chain', creditId: credit.id })
    expect(shown().changes).toEqual(changes)
    const gone = await fetch(`${server.url}/users/${address}/credits/${credit.id}`)
    expect([gone.status, await gone.json()]).toMatchObject([410, { code: 'CREDIT_REVOKED' }])
    expect(await revocationOf(credit.id)).toMatchObject({ state: 'seen' })
    // Once, however long the chain goes on.
    await chain.mine(6)
    await settle()
    expect((await balanceOf(address)).changes).toEqual(changes)
    stream.close()
  })

  test('behavior: one that a reorg takes back before it is final has never been', async () => {
    const { address, credit } = await meet()
    await revokeOnChain(hashOf(address, credit))
    await chain.mine(3)
    await settle()
    await chain.reorg(3)
    await chain.mine(8)
    await settle()
    expect((await balanceOf(address)).credits).toMatchObject([{ id: credit.id }])
    expect((await balanceOf(address)).changes).toMatchObject([{ kind: 'granted' }])
  })

  test('behavior: of what was revoked here first it says that it is seen, until a reorg takes it back', async () => {
    const { address, credit } = await meet()
    const answer = await fetch(`${server.url}/credits/${credit.id}/revoke`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${rootApiKey}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ reason: 'A test of the chain' }),
    })
    expect(answer.status).toBe(200)
    expect(await revocationOf(credit.id)).toMatchObject({ state: 'pending' })
    await revokeOnChain(hashOf(address, credit))
    await chain.mine(1)
    await eventually(async () => expect(await revocationOf(credit.id)).toMatchObject({ state: 'seen' }))
    await chain.reorg(1)
    await eventually(async () => expect(await revocationOf(credit.id)).toMatchObject({ state: 'pending' }))
    await revokeOnChain(hashOf(address, credit))
    await chain.mine(6)
    await eventually(async () => expect(await revocationOf(credit.id)).toMatchObject({ state: 'seen' }))
    await settle()
    const entries = await server.knex('entries').where({ credit_id: credit.id }).orderBy('version').pluck('kind')
    expect(entries).toEqual(['granted', 'revoked'])
  })

  test('behavior: a spend in the block before counts, and what is taken back is the rest', async () => {
    const { address, credit } = await meet()
    await chain.useCredits(address, usesOf(chain, [voucherOf(address, credit)], 4n))
    await revokeOnChain(hashOf(address, credit), `0x${'77'.repeat(32)}`)
    await chain.mine(6)
    const left = 10n ** 19n - 4n
    await eventually(async () =>
      expect((await balanceOf(address)).changes).toMatchObject([
        { kind: 'revoked', amountWei: String(left) },
        { kind: 'spent', amountWei: '4' },
        { kind: 'granted' },
      ]),
    )
    const foreign = await server.knex('chain_events').where({ credit_hash: `0x${'77'.repeat(32)}` })
    expect(foreign).toMatchObject([{ quarantined_because: 'UNKNOWN_CREDIT', applied_at: null }])
  })

  test('behavior: who is denied, and who no longer, is recorded and changes no balance', async () => {
    const { address } = await meet()
    const deny = (isDenied: boolean) =>
      chain.send(
        chain.admin,
        chain.creditsManager,
        encodeFunctionData({ abi: creditsVerifierAbi, functionName: 'denyUsers', args: [[address], [isDenied]] }),
      )
    const before = await balanceOf(address)
    await deny(true)
    await chain.mine(1)
    await deny(false)
    await chain.mine(1)
    await settle()
    const denials = await server.knex('chain_events').where({ kind: 'UserDenied', address }).orderBy('block_number')
    expect(denials).toMatchObject([
      { is_denied: true, applied_at: expect.any(Date), undone_at: null },
      { is_denied: false, applied_at: expect.any(Date), undone_at: null },
    ])
    await chain.reorg(1)
    await settle()
    const undone = await server.knex('chain_events').where({ kind: 'UserDenied', address }).whereNotNull('undone_at')
    expect(undone).toMatchObject([{ is_denied: false, applied_at: null }])
    expect((await balanceOf(address)).version).toBe(before.version)
  })
})

describe('metrics', () => {
  test('the chain is on the ops port', async () => {
    const { address, credit } = await meet()
    await chain.useCredits(address, usesOf(chain, [voucherOf(address, credit)], 4n))
    await chain.mine(1)
    await settle()
    await chain.reorg(1)
    await settle()
    const head = Number(await chain.rpc('eth_blockNumber', []))
    const values = await eventually(async () => {
      const text = await (await fetch(`${server.opsUrl}/metrics`)).text()
      const lines = [...text.matchAll(/^credits_chain_(\w+) (\S+)$/gm)]
      const values = Object.fromEntries(lines.map(([, name, value]) => [name, Number(value)]))
      expect(values).toMatchObject({ indexed_block: head })
      return values
    })
    expect(values).toMatchObject({ leading: 1, head_block: head, lag_blocks: 0, halted: 0, finalized_block: head - 4 })
    expect(Object.keys(values).sort()).toEqual([
      'applied_events_total',
      'finalized_block',
      'halted',
      'head_block',
      'idle_seconds',
      'indexed_block',
      'lag_blocks',
      'leading',
      'node_failures_total',
      'quarantined_events_total',
      'reorgs_total',
      'undone_events_total',
      'unreadable_logs_total',
    ])
    for (const name of ['applied_events_total', 'reorgs_total', 'undone_events_total']) {
      expect({ name, value: values[name] }).not.toEqual({ name, value: 0 })
    }
  })
})
