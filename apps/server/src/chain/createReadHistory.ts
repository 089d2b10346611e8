import type { Address } from '@credits-server/onchain'
import type { ChainLog, ChainNode } from './ChainNode.js'
import { RpcRefusal } from './openRpc.js'

type Range = { readonly from: number; readonly to: number; readonly contracts: readonly Address[] }

/** The logs of a range of blocks from its first one on, and up to which block these are all. */
export type History = { readonly to: number; readonly logs: readonly ChainLog[] }

/** Most blocks of one question; nodes that allow as many are rare, and it is reached by doubling. */
const mostBlocks = 100_000

/** Limits of nodes are multiples of this. */
const cutOffAt = 10

/** With as many logs in an answer the range is wide enough. */
const enoughLogs = 5_000

/**
 * Creates the reader of blocks that no reorg will take back. It asks for as many blocks at once as the node lets it: a refusal
 * halves the range, an answer with few logs doubles the next one, and what was learned is kept.
 *
 * An answer whose count is a round number may be cut off there: nodes have done so without a word. Then its halves are read, and
 * theirs, until none is round. What else a node leaves out of history no question about logs brings to light; `reconcileSpends`
 * asks the contract.
 *
 * **Errors:** those of ChainNode; RpcRefusal when the node refuses a single block.
 */
export function createReadHistory(node: ChainNode) {
  let blocks = 100

  async function read({ from, to, contracts }: Range): Promise<ChainLog[]> {
    const logs = await node.readLogs({ contracts, from, to })
    if (logs.length === 0 || logs.length % cutOffAt !== 0 || from === to) return logs
    const middle = Math.floor((from + to) / 2)
    const first = await read({ from, to: middle, contracts })
    const second = await read({ from: middle + 1, to, contracts })
    return [...first, ...second]
  }

  return async function readHistory({ from, to, contracts }: Range): Promise<History> {
    for (;;) {
      const end = Math.min(to, from + blocks - 1)
      try {
        const logs = await read({ from, to: end, contracts })
        if (logs.length < enoughLogs) blocks = Math.min(mostBlocks, Math.max(blocks, 2 * (end - from + 1)))
        else blocks = Math.max(1, Math.floor(blocks / 2))
        return { to: end, logs }
      } catch (error) {
        if (end === from) throw error
        blocks = Math.floor((end - from + 1) / 2)
        // No answer at all may be one that took too long; whoever waits before asking again asks for less.
        if (!(error instanceof RpcRefusal)) throw error
      }
    }
  }
}
