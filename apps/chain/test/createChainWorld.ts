import { type Address, creditHash, encodeSpentValue, type Hex } from '@credits-server/onchain'
import { pino } from 'pino'
import { createIndexer, type Indexer } from '../../server/src/chain/createIndexer.js'
import { openKnex } from '../../server/src/db/openKnex.js'
import { createLocalHints } from '../../server/src/hints/createLocalHints.js'
import { createTestDatabase, type TestDatabase } from '../../server/test/createTestDatabase.js'
import { createTestIssuance } from '../../server/test/createTestIssuance.js'
import { makeCredits } from '../../server/test/makeCredits.js'
import type { Chain } from '../src/Chain.js'
import { type ChainOptions, startChain } from '../src/startChain.js'
import { eventually } from './eventually.js'
import { startUnreliableNode, type UnreliableNode } from './startUnreliableNode.js'
import { signer, signerKey, usesOf, type Voucher } from './testCredits.js'

/** A chain, a database with credits that can be spent on it, and indexers between the two that can be started and stopped. */
export type ChainWorld = {
  readonly chain: Chain
  readonly node: UnreliableNode
  readonly database: TestDatabase
  readonly knex: ReturnType<typeof openKnex>
  /** Grants a credit and returns its voucher, as the server has stored it. The same reference is the same credit in every world. */
  grant(user: Address, wei: bigint, reference?: string): Promise<Voucher & { readonly id: string }>
  /** Spends a part of a voucher; several prices are several uses in one transaction of the wallet. */
  spend(voucher: Voucher, ...pricesWei: bigint[]): Promise<Hex>
  /** Follows from block 0, unless it is told another one. */
  startIndexer(startBlock?: number): Indexer
  /** Waits until everything up to the head is in. */
  settle(): Promise<void>
  /** What the contract says is spent of a credit. */
  spentOnChain(hash: Hex): Promise<bigint>
  /** The credits whose spent differs from the contract's; empty if all is well. */
  differences(): Promise<string[]>
  stop(): Promise<void>
}

type Options = {
  readonly random?: () => number
  readonly chain?: ChainOptions
  /** The chain of another world, which ends with that one. */
  readonly on?: Chain
}

/** Makes a world of its own. */
export async function createChainWorld({
  random = Math.random,
  chain: options = {},
  on,
}: Options = {}): Promise<ChainWorld> {
  const chain = on ?? (await startChain({ signers: [signer], noMining: true, ...options }))
  const node = await startUnreliableNode({ rpcUrl: chain.rpcUrl, random })
  const database = await createTestDatabase()
  const knex = openKnex(database.connectionString)
  const { chainId, creditsManager: contract } = chain
  const issuance = createTestIssuance({ chainId, creditsManagerAddress: contract, signerPrivateKey: signerKey })
  const indexers: Indexer[] = []

  async function headNumber(): Promise<number> {
    return Number(await chain.rpc('eth_blockNumber', []))
  }

  async function spentOnChain(hash: Hex): Promise<bigint> {
    return BigInt((await chain.rpc('eth_call', [{ to: contract, data: encodeSpentValue(hash) }, 'latest'])) as Hex)
  }

  return {
    chain,
    node,
    database,
    knex,
    spentOnChain,
    async grant(user, wei, reference) {
      const [id = ''] = await makeCredits({ knex, issuance }, user, { wei, ...(reference ? { reference } : {}) })
      const row = await knex('credits').where({ id }).first()
      const fields = {
        user,
        chainId,
        contract,
        valueWei: BigInt(row.value_wei),
        expiresAtSeconds: row.expires_at.getTime() / 1_000,
        salt: row.salt as Hex,
      }
      return { id, ...fields, hash: creditHash(fields), signature: row.signature }
    },
    spend(voucher, ...pricesWei) {
      const uses = pricesWei.map((priceWei) => usesOf(chain, [voucher], priceWei))
      const [only] = uses
      if (only && uses.length === 1) return chain.useCredits(voucher.user, only)
      return chain.useCreditsTogether(uses)
    },
    startIndexer(startBlock = 0) {
      const indexer = createIndexer({
        connectionString: database.connectionString,
        knex,
        hints: createLocalHints(),
        logger: pino({ level: process.env['CHAIN_LOG'] ?? 'silent' }),
        rpcUrl: node.url,
        chainId,
        creditsManagerAddress: contract,
        chainStartBlock: startBlock,
        chainPollMs: 10,
      })
      indexers.push(indexer)
      return indexer
    },
    settle: () =>
      eventually(
        async () => {
          const [row] = await knex('chain_contracts').where({ chain_id: chainId }).min('indexed_to as to')
          const [head, indexedTo] = [await headNumber(), Number(row?.['to'] ?? -1)]
          const block = (await chain.rpc('eth_getBlockByNumber', ['latest', false])) as { hash: Hex }
          const kept = await knex('chain_blocks').where({ chain_id: chainId, number: head }).first('hash')
          if (indexedTo !== head || kept?.hash !== block.hash) throw new Error(`${indexedTo} of ${head} blocks are in`)
        },
        { patienceMs: 60_000, everyMs: 20 },
      ),
    async differences() {
      const found: string[] = []
      for (const { id, hash, spent_wei } of await knex('credits').where({ chain_id: chainId })) {
        const spentWei = await spentOnChain(hash)
        if (spentWei !== BigInt(spent_wei)) found.push(`${id}: ${spent_wei} here, ${spentWei} on chain`)
      }
      return found
    },
    async stop() {
      await Promise.all(indexers.map((indexer) => indexer.close()))
      await knex.destroy()
      await node.stop()
      if (on === undefined) await chain.stop()
      await database.drop()
    },
  }
}
