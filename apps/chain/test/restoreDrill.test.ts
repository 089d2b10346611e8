import { randomUUID } from 'node:crypto'
import type { Balance, Credit } from '@credits-server/contract'
import { creditHash } from '@credits-server/onchain'
import pg from 'pg'
import { pino } from 'pino'
import { afterEach, describe, expect, inject, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { createRandom } from '../../faults/tools/createRandom.js'
import { parseConfig } from '../../server/src/config/parseConfig.js'
import { renewEpoch } from '../../server/src/db/renewEpoch.js'
import { findDiscrepancies } from '../../server/src/ledger/findDiscrepancies.js'
import { type RunningServer, startServer } from '../../server/src/startServer.js'
import { claimForTest } from '../../server/test/makeCredits.js'
import { openStream } from '../../server/test/openStream.js'
import { databaseUrl } from '../../server/test/startTestCluster.js'
import { rootApiKey } from '../../server/test/startTestServer.js'
import { type ChainWorld, createChainWorld } from './createChainWorld.js'
import { eventually } from './eventually.js'
import { voucherOf } from './grantVouchers.js'
import { leaveUseToAdopt } from './leaveUseToAdopt.js'
import { newAccount, refusal, signerKey, usesOf } from './testCredits.js'

let world: ChainWorld
let running: RunningServer[] = []
afterEach(async () => {
  for (const server of running) await server.stop()
  running = []
  await world.stop()
})

/** Serves the world's ledger and follows its chain. */
async function serve({ chain, node, database }: ChainWorld): Promise<RunningServer> {
  const env = {
    PORT: '0',
    OPS_PORT: '0',
    DATABASE_URL: database.connectionString,
    CHAIN_ID: String(chain.chainId),
    CREDITS_MANAGER_ADDRESS: chain.creditsManager,
    SIGNER_PRIVATE_KEY: signerKey,
    RPC_URL: node.url,
    CHAIN_POLL_MS: '100',
  }
  const logger = pino({ level: 'silent' })
  const server = await startServer(parseConfig(env), {
    connectionString: database.connectionString,
    rootApiKey,
    logger,
  })
  running.push(server)
  return server
}

async function stop(server: RunningServer): Promise<void> {
  await server.stop()
  running = running.filter((each) => each !== server)
}

const databaseOf = ({ database }: ChainWorld) => new URL(database.connectionString).pathname.slice(1)

/** Nobody may be connected to what is copied. */
async function runOnCluster(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl(inject('clusterUrl'), 'postgres') })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

describe('B9', () => {
  test('after a restore what was spent since is spent, of credits that are made again as well', async () => {
    const drills = fuzzRuns(1)
    const random = createRandom(inject('fuzzSeed'))
    for (let drill = 0; drill < drills; drill += 1) {
      if (drill > 0) await world.stop()
      world = await createChainWorld()
      const { chain, database, knex } = world
      const name = databaseOf(world)
      const address = newAccount()
      const keys = { kept: randomUUID(), lost: randomUUID() }

      const grant = async (server: RunningServer, key: string): Promise<Credit> => {
        const answer = await fetch(`${server.url}/users/${address}/credits`, {
          method: 'POST',
          headers: {
            Authorization: `Bearer ${rootApiKey}`,
            'Content-Type': 'application/json',
            'Idempotency-Key': key,
          },
          body: JSON.stringify({
            type: 'on-demand',
            amount: '10',
            reason: 'A restore drill',
            expiresAt: '2099-12-31T00:00:00Z',
          }),
        })
        expect(answer.status).toBe(201)
        return (await answer.json()) as Credit
      }
      const spend = async (credit: Credit, wei: bigint) => {
        await chain.useCredits(address, usesOf(chain, [voucherOf(address, credit)], wei))
        await chain.mine(1)
      }
      const spentOf = async (server: RunningServer, { id }: Credit) => {
        const credit = (await (await fetch(`${server.url}/users/${address}/credits/${id}`)).json()) as Credit
        return credit.onChain?.spent
      }
      await chain.mine(3)
      const before = await serve(world)
      const kept = await grant(before, keys.kept)
      await spend(kept, 1n)
      await eventually(async () => expect(await spentOf(before, kept)).toBe('1'))
      await stop(before)
      await knex.destroy()
      await runOnCluster(`create database ${name}_dump template ${name}`)
      knex.initialize()

      const after = await serve(world)
      const lost = await grant(after, keys.lost)
      const [wei, late] = [BigInt(1 + random.below(1_000)), BigInt(1 + random.below(1_000))]
      await spend(lost, wei)
      await spend(kept, late)
      // Some of it is seen before all is lost, some not.
      if (random.below(2) === 0)
        await eventually(async () => expect(await spentOf(after, kept)).toBe(String(1n + late)))
      await stop(after)
      await knex.destroy()
      await runOnCluster(`drop database ${name}`, `alter database ${name}_dump rename to ${name}`)
      knex.initialize()
      await renewEpoch(database.connectionString)

      const restored = await serve(world)
      await eventually(async () => expect(await spentOf(restored, kept)).toBe(String(1n + late)))
      await eventually(async () =>
        expect(await knex('chain_events').whereNotNull('quarantined_because')).toMatchObject([
          {
            quarantined_because: 'UNKNOWN_CREDIT',
            credit_hash: creditHash(voucherOf(address, lost)),
            applied_at: null,
          },
        ]),
      )
      expect(await (await fetch(`${restored.url}/users/${address}/credits/${lost.id}`)).json()).toMatchObject({
        code: 'CREDIT_NOT_FOUND',
      })
      const stream = await openStream(`${restored.url}/users/${address}/credits/stream`)
      const again = await grant(restored, keys.lost)
      expect(again).toMatchObject({ id: lost.id, signature: lost.signature })
      await eventually(async () => expect(await spentOf(restored, lost)).toBe(String(wei)))
      await eventually(async () => {
        const shown = stream.events.at(-1)?.data ?? '{}'
        expect((JSON.parse(shown) as Balance).changes?.[0]).toMatchObject({ kind: 'spent', amountWei: String(wei) })
      })
      stream.close()
      // What the balance says is left is what the contract still pays, and not a wei more.
      const { totalCreditsWei } = (await (await fetch(`${restored.url}/users/${address}/credits`)).json()) as Balance
      const left = BigInt(totalCreditsWei ?? 0)
      const vouchers = [voucherOf(address, kept), voucherOf(address, again)]
      expect(await refusal(chain, address, usesOf(chain, vouchers, left))).toBeNull()
      expect(await refusal(chain, address, usesOf(chain, vouchers, left + 1n))).toBe('MaxUncreditedValueExceeded')
      expect(await world.differences()).toEqual([])
      expect(await findDiscrepancies(knex)).toEqual([])
      await stop(restored)
    }
    console.log(`B9: ${drills} restores, 0 wei more to spend than the contract pays`)
  })
})

describe('adopting', () => {
  test('the use of a credit that waited to be claimed counts when it is claimed', async () => {
    world = await createChainWorld()
    const { chain, knex } = world
    const voucher = await world.grant(newAccount(), 10n)
    await knex('credits').where({ id: voucher.id }).update({ claimed_at: null })
    await chain.mine(1)
    world.startIndexer()
    await world.spend(voucher, 4n)
    await chain.mine(1)
    await world.settle()
    const events = () => knex('chain_events').select('quarantined_because', 'applied_at')
    expect(await events()).toEqual([{ quarantined_because: 'UNCLAIMED_CREDIT', applied_at: null }])
    expect(await knex('credits').where({ id: voucher.id }).first()).toMatchObject({ spent_wei: '0' })

    await claimForTest({ knex }, voucher.user, voucher.id)
    await eventually(async () => expect(await world.differences()).toEqual([]), { patienceMs: 60_000 })
    expect(await events()).toEqual([{ quarantined_because: null, applied_at: expect.any(Date) }])
    // It is undone like any other.
    await chain.reorg(1)
    await world.settle()
    expect(await knex('credits').where({ id: voucher.id }).first()).toMatchObject({ spent_wei: '0' })
  })

  test('nothing is adopted while following has stopped, and the lead stays where it is', async () => {
    world = await createChainWorld()
    const { knex } = world
    await leaveUseToAdopt(world, { valueWei: 10n, blocks: 1 })
    await knex('chain_followers').update({ halted_because: 'a test says so' })
    const next = world.startIndexer()
    await eventually(async () => expect(next.progress.isHalted).toBe(true))
    expect(await knex('chain_events').first()).toMatchObject({ quarantined_because: 'UNCLAIMED_CREDIT' })
    expect(next.progress.isLeading).toBe(true)
  })
})
