import { claimForTest } from '../../server/test/makeCredits.js'
import type { ChainWorld } from './createChainWorld.js'
import { newAccount } from './testCredits.js'

/** Has a credit spent while it waits to be claimed, and claimed when nobody follows: its use is quarantined, and may be adopted. */
export async function leaveUseToAdopt(world: ChainWorld, { valueWei, blocks }: { valueWei: bigint; blocks: number }) {
  const { chain, knex } = world
  const voucher = await world.grant(newAccount(), valueWei)
  await knex('credits').where({ id: voucher.id }).update({ claimed_at: null })
  await chain.mine(blocks)
  const indexer = world.startIndexer()
  await world.spend(voucher, 4n)
  await chain.mine(1)
  await world.settle()
  await indexer.close()
  await claimForTest({ knex }, voucher.user, voucher.id)
  return voucher
}
