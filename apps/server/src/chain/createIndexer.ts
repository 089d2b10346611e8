import { setTimeout as sleep } from 'node:timers/promises'
import type { Address } from '@credits-server/onchain'
import type { Knex } from 'knex'
import type { Logger } from 'pino'
import type { Hints } from '../hints/Hints.js'
import { adoptEvents } from './adoptEvents.js'
import { assertChain } from './assertChain.js'
import { createChainNode, NodeContradiction } from './ChainNode.js'
import { type ChainProgress, createChainProgress } from './ChainProgress.js'
import { noteContract } from './chainPosition.js'
import { createReadHistory } from './createReadHistory.js'
import { createReadRecent } from './createReadRecent.js'
import { deploymentBlocks } from './deploymentBlocks.js'
import { followChain } from './followChain.js'
import { LeadLost } from './holdLead.js'
import { openRpc, RpcLost, RpcRefusal } from './openRpc.js'
import { type HeldLead, takeLead } from './takeLead.js'

type Options = {
  readonly connectionString: string
  readonly knex: Knex
  readonly hints: Pick<Hints, 'publish'>
  readonly logger: Logger
  readonly rpcUrl: string
  readonly chainId: number
  /** The contract that credits are signed for; those of before are followed as well. */
  readonly creditsManagerAddress: Address
  /** The first block of interest; null where it is known or every block is. */
  readonly chainStartBlock: number | null
  readonly chainPollMs: number
}

/** What follows the chain. */
export type Indexer = {
  readonly progress: Readonly<ChainProgress>
  /** Stops between two transactions; what is asked of the node is not waited for. */
  close(): Promise<void>
}

/** How often an instance that does not lead tries to. */
const takeoverMs = 2_000

/** Waits after failures, doubled each time up to the last. */
const [firstPauseMs, lastPauseMs] = [250, 15_000]

/** A credit that is made again is seldom worth less than half a minute. */
const adoptionMs = 10_000

/**
 * Starts to follow the chain: what was spent, revoked and undone there reaches balances through the write path of every change.
 * Of all instances one leads; the others wait to take over. A node that fails, lies or is behind costs time and nothing else.
 */
export function createIndexer(options: Options): Indexer {
  const { connectionString, knex, hints, logger, rpcUrl, chainId, chainPollMs } = options
  const closing = new AbortController()
  const progress = createChainProgress()
  const node = createChainNode(openRpc(rpcUrl, { signal: closing.signal }))
  const readHistory = createReadHistory(node)
  const readRecent = createReadRecent(node)

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      const held = await takeLead(connectionString, chainId).catch((error: unknown) => {
        logger.debug({ err: error }, 'the chain cannot be led')
        return null
      })
      if (held) await lead(held).finally(held.release)
      progress.isLeading = false
      await pause(takeoverMs, closing.signal)
    }
  }

  async function lead({ lead, lost }: HeldLead): Promise<void> {
    progress.isLeading = true
    logger.info({ chainId, fence: lead.fence }, 'this instance follows the chain')
    const until = AbortSignal.any([lost, closing.signal])
    let isSure = false
    let adoptedAtMs = Number.NEGATIVE_INFINITY
    for (let failures = 0; !until.aborted; ) {
      try {
        if (!isSure) {
          await assertChain(node, chainId)
          await noteContract(knex, contractOf(options))
          isSure = true
        }
        const isMore = await followChain({ knex, hints, node, readHistory, readRecent, lead, progress, logger })
        // Whoever has stopped writes nothing, and goes on saying so.
        if (!progress.isHalted && performance.now() - adoptedAtMs > adoptionMs) {
          for (const hint of await adoptEvents(knex, lead)) hints.publish(hint)
          adoptedAtMs = performance.now()
        }
        progress.steppedAtMs = performance.now()
        failures = 0
        if (!isMore) await pause(chainPollMs, until)
      } catch (error) {
        if (error instanceof LeadLost || until.aborted) return
        isSure = false
        failures += 1
        note(error, failures)
        await pause(Math.min(lastPauseMs, firstPauseMs * 2 ** (failures - 1)), until)
      }
    }
  }

  function note(error: unknown, failures: number): void {
    const isNodes = error instanceof RpcLost || error instanceof RpcRefusal || error instanceof NodeContradiction
    if (isNodes) progress.nodeFailures += 1
    // One answer that is missing is no news; the third in a row is.
    logger[failures === 3 || !isNodes ? 'warn' : 'debug']({ err: error, failures }, 'the chain cannot be followed')
  }

  const running = run()
  return {
    progress,
    async close() {
      closing.abort()
      await running
    },
  }
}

function contractOf({ chainId, creditsManagerAddress, chainStartBlock }: Options) {
  const startBlock = chainStartBlock ?? deploymentBlocks[creditsManagerAddress] ?? 0
  return { chainId, contract: creditsManagerAddress, startBlock }
}

/** Ends early, and without an error, when it is aborted. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {})
}
