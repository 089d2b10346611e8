import type { Address, Hex } from '@credits-server/onchain'
import type { Knex } from 'knex'
import type { BlockHead } from './ChainNode.js'

/** A block whose hash was kept. */
export type KeptBlock = Pick<BlockHead, 'number' | 'hash'>

/** How far a chain has been followed, as the database has it. */
export type ChainPosition = {
  /** Each contract and the last block whose events of it are in. */
  readonly contracts: readonly { readonly contract: Address; readonly indexedTo: number }[]
  /** The blocks whose hashes were kept, the last first. */
  readonly blocks: readonly KeptBlock[]
  /** The last block that no reorg is said to take back; -1 before there is one. */
  readonly finalized: number
  /** Why nothing is followed any more, until an operator has looked. */
  readonly haltedBecause: string | null
}

/** Reads how far a chain has been followed. */
export async function readPosition(knex: Knex, chainId: number): Promise<ChainPosition> {
  const follower = await knex('chain_followers')
    .where({ chain_id: chainId })
    .first('finalized_number', 'halted_because')
  const contracts = await knex('chain_contracts').where({ chain_id: chainId }).orderBy('contract')
  const blocks = await knex('chain_blocks').where({ chain_id: chainId }).orderBy('number', 'desc')
  return {
    contracts: contracts.map(({ contract, indexed_to }) => ({ contract, indexedTo: Number(indexed_to) })),
    blocks: blocks.map(({ number, hash }: { number: string; hash: Hex }) => ({ number: Number(number), hash })),
    finalized: Number(follower?.finalized_number ?? -1),
    haltedBecause: follower?.halted_because ?? null,
  }
}

type FollowedContract = {
  readonly chainId: number
  readonly contract: Address
  /** The first block that can have an event of it. */
  readonly startBlock: number
}

/** Notes that credits are signed for a contract, so that it is followed from then on and for ever: they are spent for years. */
export async function noteContract(knex: Knex, { chainId, contract, startBlock }: FollowedContract): Promise<void> {
  await knex('chain_contracts')
    .insert({ chain_id: chainId, contract, indexed_to: startBlock - 1 })
    .onConflict(['chain_id', 'contract'])
    .ignore()
}
