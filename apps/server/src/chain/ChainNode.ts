import { setTimeout as sleep } from 'node:timers/promises'
import { type Address, creditsManagerTopics, type Hex, parseAddress } from '@credits-server/onchain'
import { type Rpc, RpcLost, RpcRefusal } from './openRpc.js'

/** The head of a block. */
export type BlockHead = {
  readonly number: number
  readonly hash: Hex
  readonly parentHash: Hex
  /** 256 bytes in which every log of the block has left its marks. */
  readonly logsBloom: Hex
}

/** One log, and the block that it is in. */
export type ChainLog = {
  readonly blockNumber: number
  readonly blockHash: Hex
  readonly logIndex: number
  readonly transactionHash: Hex
  readonly contract: Address
  readonly topics: readonly Hex[]
  readonly data: Hex
}

/** The node has said what cannot be, or what does not fit what it has said before. */
export class NodeContradiction extends Error {
  override readonly name = 'NodeContradiction'
}

/** Which logs: of contracts, in a range of blocks or in the one block with a hash. */
export type LogFilter = { readonly contracts: readonly Address[] } & (
  | { readonly from: number; readonly to: number }
  | { readonly blockHash: Hex }
)

/** A node of a chain, whose answers have been looked at: each has the form it must have and is about what was asked. */
export type ChainNode = ReturnType<typeof createChainNode>

/**
 * Creates a node to ask, on top of JSON-RPC.
 *
 * **Errors:** those of Rpc; NodeContradiction.
 */
export function createChainNode(rpc: Rpc) {
  /** One answer in twenty that is lost would otherwise cost the whole step of a hundred questions. */
  async function ask(method: string, params: readonly unknown[]): Promise<unknown> {
    for (let triesLeft = 2; ; triesLeft -= 1) {
      try {
        return await rpc(method, params)
      } catch (error) {
        if (!(error instanceof RpcLost) || triesLeft === 0) throw error
        await sleep(firstPauseMs * 2 ** (2 - triesLeft))
      }
    }
  }

  async function readBlock(which: number | 'latest' | 'finalized'): Promise<BlockHead | null> {
    const block = await ask('eth_getBlockByNumber', [typeof which === 'number' ? quantity(which) : which, false])
    if (block === null) return null
    const fields = objectOf(block, 'a block')
    const head = {
      number: numberOf(fields['number'], 'number'),
      hash: bytesOf(fields['hash'], 32, 'hash'),
      parentHash: bytesOf(fields['parentHash'], 32, 'parentHash'),
      logsBloom: bytesOf(fields['logsBloom'], 256, 'logsBloom'),
    }
    if (typeof which === 'number' && head.number !== which) {
      throw new NodeContradiction(`asked for block ${which}, it has answered with ${head.number}`)
    }
    return head
  }

  return {
    readBlock,

    async readChainId(): Promise<number> {
      return numberOf(await ask('eth_chainId', []), 'chain id')
    },

    /** The last block that no reorg will take back; null where the node does not know of such a thing. */
    async readFinalized(): Promise<BlockHead | null> {
      try {
        return await readBlock('finalized')
      } catch (error) {
        if (error instanceof RpcRefusal) return null
        throw error
      }
    },

    /** The logs of what changes a credit's worth, in the order of the chain. */
    async readLogs({ contracts, ...where }: LogFilter): Promise<ChainLog[]> {
      const place = 'blockHash' in where ? where : { fromBlock: quantity(where.from), toBlock: quantity(where.to) }
      const logs = await ask('eth_getLogs', [{ address: contracts, topics: [topics], ...place }])
      const read = listOf(logs, 'logs').map(readLog)
      for (const { blockNumber, blockHash } of read) {
        const isMeant =
          'blockHash' in where ? blockHash === where.blockHash : blockNumber >= where.from && blockNumber <= where.to
        if (!isMeant) throw new NodeContradiction(`a log is of block ${blockNumber}, for which nobody asked`)
      }
      return inOrder(read)
    },

    /** The same logs of one block, read from its receipts; null where the node has no such call. */
    async readLogsInReceipts(
      block: Pick<BlockHead, 'hash'>,
      contracts: readonly Address[],
    ): Promise<ChainLog[] | null> {
      const receipts = await ask('eth_getBlockReceipts', [block.hash]).catch((error: unknown) => {
        if (error instanceof RpcRefusal) return null
        throw error
      })
      if (receipts === null) return null
      const logs = listOf(receipts, 'receipts').flatMap((each) => listOf(objectOf(each, 'a receipt')['logs'], 'logs'))
      const ours = logs
        .map(readLog)
        .filter(({ contract, topics }) => contracts.includes(contract) && isTopic(topics[0]))
      return inOrder(ours)
    },

    /** Asks a contract, at the state behind one block. */
    async call(to: Address, data: Hex, block: Hex | 'latest'): Promise<Hex> {
      const at = block === 'latest' ? block : { blockHash: block }
      const answer = await ask('eth_call', [{ to, data }, at])
      if (typeof answer !== 'string' || !/^0x([0-9a-f]{2})*$/i.test(answer)) {
        throw new NodeContradiction('a call was answered with what is no bytes')
      }
      return answer.toLowerCase() as Hex
    },
  }
}

/** Before a question is asked for the second time; twice as long before the third. */
const firstPauseMs = 50

const topics = Object.values(creditsManagerTopics)

const isTopic = (topic: string | undefined) => topics.some((each) => each === topic)

function readLog(value: unknown): ChainLog {
  const fields = objectOf(value, 'a log')
  if (fields['removed'] === true) throw new NodeContradiction('a log is of a block that was removed')
  const contract = typeof fields['address'] === 'string' ? parseAddress(fields['address']) : null
  if (contract === null) throw new NodeContradiction('a log has no address')
  const data = fields['data']
  if (typeof data !== 'string' || !/^0x([0-9a-f]{2})*$/i.test(data)) throw new NodeContradiction('a log has no data')
  return {
    blockNumber: numberOf(fields['blockNumber'], 'blockNumber'),
    blockHash: bytesOf(fields['blockHash'], 32, 'blockHash'),
    logIndex: numberOf(fields['logIndex'], 'logIndex'),
    transactionHash: bytesOf(fields['transactionHash'], 32, 'transactionHash'),
    contract,
    topics: listOf(fields['topics'], 'topics').map((topic) => bytesOf(topic, 32, 'topic')),
    data: data.toLowerCase() as Hex,
  }
}

/** In the order of the chain; a log that is there twice is a contradiction. */
function inOrder(logs: readonly ChainLog[]): ChainLog[] {
  const sorted = [...logs].sort((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex)
  sorted.forEach((log, index) => {
    const before = sorted[index - 1]
    if (before?.blockNumber !== log.blockNumber) return
    if (before.logIndex === log.logIndex || before.blockHash !== log.blockHash) {
      throw new NodeContradiction(`two logs of block ${log.blockNumber} cannot both be`)
    }
  })
  return sorted
}

const quantity = (number: number): Hex => `0x${number.toString(16)}`

function numberOf(value: unknown, what: string): number {
  const number = typeof value === 'string' && /^0x[0-9a-f]{1,14}$/i.test(value) ? Number(value) : Number.NaN
  if (!Number.isSafeInteger(number)) throw new NodeContradiction(`${what} is not a number`)
  return number
}

function bytesOf(value: unknown, length: number, what: string): Hex {
  if (typeof value !== 'string' || value.length !== 2 + 2 * length || !/^0x[0-9a-f]+$/i.test(value)) {
    throw new NodeContradiction(`${what} is not ${length} bytes`)
  }
  return value.toLowerCase() as Hex
}

function objectOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new NodeContradiction(`${what} is no object`)
  return value as Record<string, unknown>
}

function listOf(value: unknown, what: string): unknown[] {
  if (!Array.isArray(value)) throw new NodeContradiction(`${what} are no list`)
  return value
}
