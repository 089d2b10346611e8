import type { Address } from '@credits-server/onchain'
import { type ChainEvent, readChainEvents } from './ChainEvent.js'
import type { ChainLog, ChainNode } from './ChainNode.js'
import { RpcRefusal } from './openRpc.js'

type Range = { readonly from: number; readonly to: number; readonly contracts: readonly Address[] }

/** The events of a range of blocks from its first one on, up to which block these are all, and how many logs are unreadable. */
export type History = { readonly to: number; readonly events: readonly ChainEvent[]; readonly unreadable: number }

/** Most blocks of one question; nodes that allow as many are rare, and it is reached by doubling. */
const mostBlocks = 100_000

/** Limits of nodes are multiples of this. */
const cutOffAt = 10

/** With as many logs in an answer the range is wide enough. */
const enoughLogs = 5_000

/**
 * Creates the reader of blocks that no reorg will take back. It asks for as many blocks at once as the node lets it: a refusal
 * halves the range, an answer with few logs doubles the next one, and what was learned is kept. While an answer is being worked
 * through, the next one is already asked for.
 *
 * An answer whose count is a round number may be cut off there: nodes have done so without a word. Then its halves are asked for;
 * where they do not tell as much, or one of them alone does, their halves, until none is in doubt. What else a node leaves out of
 * history no question about logs brings to light; `reconcileSpends` asks the contract.
 *
 * **Errors:** those of ChainNode; RpcRefusal when the node refuses a single block.
 */
export function createReadHistory(node: ChainNode) {
  let blocks = 100
  let ahead: { readonly range: Range; readonly history: Promise<History> } | null = null

  async function read(range: Range): Promise<readonly ChainLog[]> {
    return trust(range, await node.readLogs(range))
  }

  async function trust({ from, to, contracts }: Range, logs: readonly ChainLog[]): Promise<readonly ChainLog[]> {
    if (logs.length === 0 || logs.length % cutOffAt !== 0 || from === to) return logs
    const middle = Math.floor((from + to) / 2)
    const halves = [
      { from, to: middle, contracts },
      { from: middle + 1, to, contracts },
    ] as const
    const [first, second] = [await node.readLogs(halves[0]), await node.readLogs(halves[1])]
    // Each is shorter than what the node gives at once, so neither is cut off.
    if (first.length > 0 && second.length > 0 && first.length + second.length === logs.length) return logs
    return [...(await trust(halves[0], first)), ...(await trust(halves[1], second))]
  }

  async function readNext({ from, to, contracts }: Range): Promise<History> {
    for (;;) {
      const end = Math.min(to, from + blocks - 1)
      try {
        const logs = await read({ from, to: end, contracts })
        if (logs.length < enoughLogs) blocks = Math.min(mostBlocks, Math.max(blocks, 2 * (end - from + 1)))
        else blocks = Math.max(1, Math.floor(blocks / 2))
        return { to: end, ...readChainEvents(logs) }
      } catch (error) {
        if (end === from) throw error
        blocks = Math.floor((end - from + 1) / 2)
        // No answer at all may be one that took too long; whoever waits before asking again asks for less.
        if (!(error instanceof RpcRefusal)) throw error
      }
    }
  }

  function readAhead(range: Range): void {
    const history = readNext(range)
    // Whoever asks for it is told.
    history.catch(() => {})
    ahead = { range, history }
  }

  return async function readHistory(range: Range): Promise<History> {
    const read = ahead
    ahead = null
    const isAhead = read !== null && read.range.from === range.from && read.range.to <= range.to
    const isMeant = isAhead && String(read.range.contracts) === String(range.contracts)
    const history = await (isMeant ? read.history : readNext(range))
    if (history.to < range.to) readAhead({ ...range, from: history.to + 1 })
    return history
  }
}
