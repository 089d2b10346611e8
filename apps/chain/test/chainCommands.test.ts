import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type CommandLine, startCommandLine } from '../../server/test/serve/startCommandLine.js'
import { type ChainWorld, createChainWorld } from './createChainWorld.js'
import { eventually } from './eventually.js'
import { makeVoucher, newAccount, signerKey } from './testCredits.js'

let line: CommandLine
let world: ChainWorld

beforeAll(async () => {
  line = await startCommandLine()
})
afterAll(() => line.stop())
afterEach(() => world.stop())

/** The environment of a server on the world's ledger. */
const envOf = ({ chain, node, database }: ChainWorld) => ({
  DATABASE_URL: database.connectionString,
  CHAIN_ID: String(chain.chainId),
  CREDITS_MANAGER_ADDRESS: chain.creditsManager,
  SIGNER_PRIVATE_KEY: signerKey,
  RPC_URL: node.url,
})

const run = (words: string, env: Record<string, string> = {}) => line.run(words.split(' '), { ...envOf(world), ...env })
const runJson = <T>(words: string, env: Record<string, string> = {}) =>
  line.runJson<T>(words.split(' '), { ...envOf(world), ...env })

type Told = { readonly error?: { readonly code: string; readonly remedy: string | null } }
type Finding = { readonly check: string; readonly state: string; readonly found: string }
type Findings = { readonly findings: readonly Finding[] }

const chainFindings = ({ findings }: Findings) => findings.filter(({ check }) => check === 'chain')

/** A world in which a credit is spent in part, and a stranger's as well. */
async function createSpentWorld() {
  world = await createChainWorld({ chain: { slotsInAnEpoch: 2 } })
  const { chain } = world
  const voucher = await world.grant(newAccount(), 100n)
  await chain.mine(5)
  await world.spend(voucher, 4n)
  await world.spend(makeVoucher(chain, { user: newAccount() }), 3n)
  await chain.mine(6)
  const indexer = world.startIndexer()
  await world.settle()
  return { voucher, indexer }
}

describe('chain status', () => {
  test('default: says how far the chain is followed, and what was quarantined', async () => {
    await createSpentWorld()
    const { chain } = world
    const head = Number(await chain.rpc('eth_blockNumber', []))
    const { code, stdout, stderr } = await run('chain status')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(
      new RegExp(`^Chain ${chain.chainId}: block ${head}, final up to ${head - 4}, \\d{4}-.*Z$`, 'm'),
    )
    expect(stdout).toContain(`${chain.creditsManager}: in up to block ${head}\n`)
    expect(stdout).toContain('2 events are in.\n1 quarantined: UNKNOWN_CREDIT\n')
    expect(await runJson('chain status')).toEqual({
      code: 0,
      told: {
        chainId: chain.chainId,
        headNumber: head,
        finalized: head - 4,
        followedAt: expect.stringMatching(/Z$/),
        haltedBecause: null,
        contracts: [{ contract: chain.creditsManager, indexedTo: head }],
        events: 2,
        quarantined: [{ reason: 'UNKNOWN_CREDIT', count: 1 }],
      },
    })
    const other = await run('chain status', { CHAIN_ID: '4242' })
    expect(other).toMatchObject({ code: 0, stdout: expect.stringMatching('Chain 4242 has never been followed.') })
  })
})

describe('chain reconcile', () => {
  test('default: compares every credit; error: DIFFERENCES_FOUND names those that differ', async () => {
    const { voucher, indexer } = await createSpentWorld()
    const { knex } = world
    const well = await runJson<Told & { block: number }>('chain reconcile')
    expect(well).toMatchObject({ code: 0, told: { ok: true, checked: 1, differences: [] } })
    expect(await run('chain reconcile')).toMatchObject({
      code: 0,
      stdout: `Compared 1 credits at block ${well.told.block}: 0 differ.\n`,
    })

    await knex('credits').where({ id: voucher.id }).update({ spent_wei: '5' })
    const difference = { creditId: voucher.id, address: voucher.user, contract: voucher.contract }
    expect(await runJson('chain reconcile')).toMatchObject({
      code: 1,
      told: { ok: false, checked: 1, differences: [{ ...difference, spentWei: '5', spentOnChainWei: '4' }] },
    })
    expect(await run('chain reconcile')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(`${voucher.id} of ${voucher.user}: 5 wei spent here, 4 on chain\n`),
      stderr: expect.stringContaining('1 credits differ from the chain.'),
    })
    const doctor = await runJson<Findings>('doctor')
    expect(chainFindings(doctor.told)).toContainEqual(
      expect.objectContaining({ state: 'problem', found: `${voucher.id}: 5 wei spent here, 4 on chain` }),
    )
    await knex('credits').where({ id: voucher.id }).update({ spent_wei: '4' })
    await indexer.close()
  })

  test('error: NO_RPC_URL without a node, NOT_FOLLOWED before there is anything to compare with', async () => {
    world = await createChainWorld()
    const without = { RPC_URL: '' }
    expect(await runJson('chain reconcile', without)).toMatchObject({
      code: 1,
      told: { error: { code: 'NO_RPC_URL' } },
    })
    expect(await run('chain reconcile', without)).toMatchObject({ code: 1, stderr: expect.stringContaining('RPC_URL') })
    expect(await runJson('chain reconcile')).toMatchObject({ code: 1, told: { error: { code: 'NOT_FOLLOWED' } } })
  })
})

describe('chain rewind', () => {
  test('default: ends a stop, and everything comes in again as the chain has it now', async () => {
    const { voucher: old, indexer } = await createSpentWorld()
    const { chain, knex } = world
    const young = await world.grant(newAccount(), 100n)
    await chain.mine(300)
    await world.settle()
    await world.spend(young, 7n)
    await chain.mine(1)
    await world.settle()
    const [{ lowest } = {}] = await knex('chain_blocks').min('number as lowest')
    await chain.reorg(310)
    await eventually(async () => expect(indexer.progress.isHalted).toBe(true))
    await world.spend(young, 2n)
    await chain.mine(2)

    const status = await run('chain status')
    expect(status.stdout).toMatch(
      /^STOPPED: no block kept since \d+ is on the chain.* See credits-server chain rewind/m,
    )
    const { told } = await runJson<Findings>('doctor')
    expect(chainFindings(told)).toMatchObject([
      { state: 'problem', found: expect.stringMatching(/^following has stopped: no block kept/) },
      { state: 'warning', found: '1 events are quarantined: UNKNOWN_CREDIT' },
    ])
    // What was final is served meanwhile.
    expect(await knex('credits').where({ id: old.id }).first()).toMatchObject({ spent_wei: '4' })

    // Too high a block ends the stop as well, and the comparison says that it was.
    expect(await run(`chain rewind ${lowest}`)).toMatchObject({ code: 0 })
    await world.settle()
    expect(await runJson('chain reconcile')).toMatchObject({ code: 1, told: { differences: [{ creditId: old.id }] } })
    expect(await run('chain rewind 0')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Undid 3 events behind block 0\. /m),
    })
    await world.settle()
    expect(indexer.progress.isHalted).toBe(false)
    expect(await world.differences()).toEqual([])
    expect(await knex('credits').where({ id: young.id }).first()).toMatchObject({ spent_wei: '2' })
    expect(await run('chain status')).toMatchObject({ stdout: expect.not.stringContaining('STOPPED') })
    expect(await runJson('chain reconcile')).toMatchObject({ code: 0, told: { ok: true, checked: 2 } })
  })

  test('behavior: with --json it says what it undid; again it undoes nothing twice, whoever leads', async () => {
    const { voucher, indexer } = await createSpentWorld()
    const { chainId } = world.chain
    expect(await runJson('chain rewind 3')).toEqual({ code: 0, told: { chainId, block: 3, undone: 2 } })
    await world.settle()
    const kinds = () => world.knex('entries').where({ credit_id: voucher.id }).orderBy('version').pluck('kind')
    expect(await kinds()).toEqual(['granted', 'spent', 'restored', 'spent'])
    await indexer.close()
    expect(await runJson('chain rewind 3')).toMatchObject({ told: { undone: 2 } })
    expect(await runJson('chain rewind 3')).toMatchObject({ told: { undone: 0 } })
    world.startIndexer()
    await world.settle()
    expect(await kinds()).toEqual(['granted', 'spent', 'restored', 'spent', 'restored', 'spent'])
    expect(await world.differences()).toEqual([])
  })

  test.each(['1.5', '0x10', 'latest', '1000000000000000'])('error: INVALID_BLOCK %s', async (block) => {
    world = await createChainWorld()
    const { code, told } = await runJson<Told>(`chain rewind ${block}`)
    expect({ code, error: told.error?.code }).toEqual({ code: 1, error: 'INVALID_BLOCK' })
  })

  test('error: NOT_FOLLOWED of a chain that never was', async () => {
    world = await createChainWorld()
    expect(await runJson('chain rewind 1')).toMatchObject({ code: 1, told: { error: { code: 'NOT_FOLLOWED' } } })
  })
})

describe('doctor', () => {
  test('default: says that the contract agrees, and names each reason of a quarantine with what to do; then how far it is behind, or that the node is away', async () => {
    const { indexer } = await createSpentWorld()
    const { told } = await runJson<Findings>('doctor')
    expect({ chain: chainFindings(told) }).toMatchObject({
      chain: [
        {
          state: 'warning',
          found: '1 events are quarantined: UNKNOWN_CREDIT',
          remedy: expect.stringContaining('grant them again'),
        },
        {
          state: 'ok',
          found: expect.stringMatching(/^followed up to block \d+; of \d+ credits the contract says the same$/),
        },
      ],
    })
    await indexer.close()
    await world.chain.mine(30)
    const behind = await runJson<Findings>('doctor')
    expect(chainFindings(behind.told)).toContainEqual(
      expect.objectContaining({ state: 'warning', found: '30 blocks behind the node' }),
    )
    const away = await runJson<Findings>('doctor', { RPC_URL: 'http://127.0.0.1:1' })
    expect(chainFindings(away.told)).toMatchObject([
      { state: 'warning', found: '1 events are quarantined: UNKNOWN_CREDIT' },
      { state: 'warning', found: expect.stringContaining('no answer') },
    ])
  })

  test('behavior: without a node it warns that spends are not followed', async () => {
    world = await createChainWorld()
    const without = await runJson<Findings>('doctor', { RPC_URL: '' })
    expect(chainFindings(without.told)).toMatchObject([
      { state: 'warning', found: expect.stringContaining('RPC_URL is not set') },
    ])
    const nothing = await runJson<Findings>('doctor')
    expect(chainFindings(nothing.told)).toMatchObject([{ state: 'warning', found: 'nothing is followed yet' }])
  })
})
