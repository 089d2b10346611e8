import { creditsManagerTopics } from '@credits-server/onchain'
import type { ChainWorld } from './createChainWorld.js'
import type { Log } from './readChain.js'

/** The uses that the chain tells of, and those that count here: each by its block and its place in it, in one order. */
export async function readUses({ chain, knex }: ChainWorld): Promise<{ told: string[]; counted: string[] }> {
  const filter = { address: chain.creditsManager, topics: [creditsManagerTopics.CreditUsed], fromBlock: '0x0' }
  const logs = (await chain.rpc('eth_getLogs', [filter])) as (Log & { blockHash: string; logIndex: string })[]
  const rows = await knex('chain_events').where({ kind: 'CreditUsed' }).whereNotNull('applied_at')
  return {
    told: logs.map(({ blockHash, logIndex }) => `${blockHash} ${Number(logIndex)}`).sort(),
    counted: rows.map(({ block_hash, log_index }) => `${block_hash} ${log_index}`).sort(),
  }
}
