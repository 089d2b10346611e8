import { type Address, creditsManagerTopics } from '@credits-server/onchain'
import { bloomMayHold } from './bloomMayHold.js'
import { type BlockHead, type ChainLog, type ChainNode, NodeContradiction } from './ChainNode.js'
import { RpcRefusal } from './openRpc.js'

type Range = {
  readonly from: number
  readonly to: number
  readonly contracts: readonly Address[]
  /** The block before the range as it is known; null where it is not. */
  readonly parent: Pick<BlockHead, 'hash'> | null
}

/** Blocks from the first of a range up to `to`, each the parent of the next, and the logs of each of them. */
export type RecentBlocks = {
  readonly to: number
  readonly heads: readonly BlockHead[]
  readonly logs: readonly ChainLog[]
}

/** How many questions are under way at once. */
const askedAtOnce = 8

/** Blocks of one step, so that what a slow node has answered is committed before it fails. */
const mostBlocks = 64

/**
 * Creates the reader of blocks that a reorg may still take back. It believes nothing that does not fit: each block must name the
 * one before it as its parent; where a block's bloom has the marks of a contract, its logs are asked for by its own hash [spec:
 * EIP-234], so that they cannot be another block's; and where there are any, or the bloom says that there should be, the block's
 * receipts must say the same. An index of logs that is behind the blocks answers with none, and that looks like a quiet block.
 *
 * A failure halves how many blocks it reads next, or a node that answers only so many questions a second would never let a step end.
 *
 * **Errors:** those of ChainNode; NodeContradiction. What is read again a little later may fit.
 */
export function createReadRecent(node: ChainNode) {
  let blocks = mostBlocks

  async function read({ from, to, contracts, parent }: Range): Promise<RecentBlocks> {
    const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index)
    const heads = await inTurns(numbers, async (number) => {
      const head = await node.readBlock(number)
      if (head === null) throw new NodeContradiction(`block ${number} is behind the head and is not there`)
      return head
    })
    heads.forEach((head, index) => {
      const before = heads[index - 1] ?? parent
      if (before && head.parentHash !== before.hash) {
        throw new NodeContradiction(`block ${head.number} is not the child of the one before it`)
      }
    })
    // Some nodes leave blooms empty. What such a node tells of the range is only where to look.
    const told = await findTold(node, { contracts, from, to })
    const marked = heads.filter(({ number, logsBloom }) => told.has(number) || mayHoldLogs(logsBloom, contracts))
    const logs = await inTurns(marked, (head) => readLogsOf(node, head, contracts))
    return { to, heads, logs: logs.flat() }
  }

  return async function readRecent(range: Range): Promise<RecentBlocks> {
    const to = Math.min(range.to, range.from + blocks - 1)
    try {
      const found = await read({ ...range, to })
      blocks = Math.min(mostBlocks, blocks * 2)
      return found
    } catch (error) {
      blocks = Math.max(1, Math.floor((to - range.from + 1) / 2))
      throw error
    }
  }
}

/** Asks a range in parts where the node refuses the whole: a step that fails for that would be tried the same way again. */
async function findTold(node: ChainNode, { contracts, from, to }: Omit<Range, 'parent'>): Promise<ReadonlySet<number>> {
  try {
    return new Set((await node.readLogs({ contracts, from, to })).map(({ blockNumber }) => blockNumber))
  } catch (error) {
    if (!(error instanceof RpcRefusal) || from === to) throw error
    const middle = Math.floor((from + to) / 2)
    const first = await findTold(node, { contracts, from, to: middle })
    const second = await findTold(node, { contracts, from: middle + 1, to })
    return new Set([...first, ...second])
  }
}

async function readLogsOf(node: ChainNode, head: BlockHead, contracts: readonly Address[]): Promise<ChainLog[]> {
  const logs = await node.readLogs({ contracts, blockHash: head.hash })
  if (logs.some(({ blockNumber }) => blockNumber !== head.number)) {
    throw new NodeContradiction(`a log of block ${head.number} has the number of another`)
  }
  if (logs.length === 0 && isCrowded(head)) return []
  const received = await node.readLogsInReceipts(head, contracts)
  if (received === null) return logs
  const indexes = (list: readonly ChainLog[]) => list.map(({ logIndex }) => logIndex).join()
  if (indexes(received) !== indexes(logs)) {
    throw new NodeContradiction(`block ${head.number} has other logs in its receipts than in its index`)
  }
  return logs
}

function mayHoldLogs(logsBloom: BlockHead['logsBloom'], contracts: readonly Address[]): boolean {
  const topics = Object.values(creditsManagerTopics)
  return (
    contracts.some((contract) => bloomMayHold(logsBloom, contract)) &&
    topics.some((topic) => bloomMayHold(logsBloom, topic))
  )
}

/**
 * A block with a thousand logs has marks everywhere, and reading the receipts of every one of them would be more than all else
 * together. With less than half of the bits set, marks of strangers are there by chance in one block of 64 for one item.
 */
function isCrowded({ logsBloom }: BlockHead): boolean {
  let bits = 0
  for (const digit of logsBloom.slice(2)) bits += bitsOfDigit[Number.parseInt(digit, 16)] ?? 0
  return bits > 1_024
}

const bitsOfDigit = [0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4]

async function inTurns<In, Out>(items: readonly In[], work: (item: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = []
  for (let from = 0; from < items.length; from += askedAtOnce) {
    results.push(...(await Promise.all(items.slice(from, from + askedAtOnce).map(work))))
  }
  return results
}
