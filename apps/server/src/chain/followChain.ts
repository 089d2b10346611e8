import type { Address } from '@credits-server/onchain'
import type { Knex } from 'knex'
import type { Logger } from 'pino'
import type { Hints } from '../hints/Hints.js'
import { assertChain } from './assertChain.js'
import { type ChainEvent, readChainEvents } from './ChainEvent.js'
import { type BlockHead, type ChainNode, NodeContradiction } from './ChainNode.js'
import type { ChainProgress } from './ChainProgress.js'
import { type ChainPosition, type KeptBlock, readPosition } from './chainPosition.js'
import { commitBlocks } from './commitBlocks.js'
import { commitReorg, haltFollowing } from './commitReorg.js'
import type { createReadHistory } from './createReadHistory.js'
import type { createReadRecent } from './createReadRecent.js'
import { settleRevocations } from './settleRevocations.js'
import type { Lead } from './takeLead.js'
import { undoableBlocks } from './undoableBlocks.js'
import { findCrowdedBlock } from './undoEvents.js'

/** What a follower works with. */
export type Following = {
  readonly knex: Knex
  readonly hints: Pick<Hints, 'publish'>
  readonly node: ChainNode
  readonly readHistory: ReturnType<typeof createReadHistory>
  readonly readRecent: ReturnType<typeof createReadRecent>
  readonly lead: Lead
  readonly progress: ChainProgress
  readonly logger: Logger
}

/** Events of one transaction, about: it ends with a whole block. */
const eventsAtOnce = 2_000

/**
 * Follows the chain by one step: undoes what a reorg has taken back, or takes in the next blocks. Each step is one transaction or
 * a few, each of which leaves a state that was true of some chain; what fails in between is tried again from what the database
 * has. Returns whether there is more to do at once.
 *
 * **Errors:** those of ChainNode and of the database; LeadLost.
 */
export async function followChain(following: Following): Promise<boolean> {
  const { knex, node, lead, progress } = following
  const position = await readPosition(knex, lead.chainId)
  progress.isHalted = position.haltedBecause !== null
  progress.indexedTo = Math.min(...position.contracts.map(({ indexedTo }) => indexedTo))
  progress.finalized = position.finalized
  if (progress.isHalted || position.contracts.length === 0) return false
  const head = await node.readBlock('latest')
  if (head === null) throw new NodeContradiction('there is no latest block')
  progress.headNumber = head.number

  const kept = await findKept(node, position, head)
  if (kept === 'behind') return false
  if (kept === null || kept === position.blocks[0]) {
    // What is final moves with the head: a quiet chain costs one question each time.
    const isAtHead = kept?.number === head.number && progress.indexedTo === head.number
    return isAtHead ? false : advance(following, { position, head })
  }
  // A node that has become one of another chain has none of our blocks either.
  await assertChain(node, lead.chainId)
  return kept === 'none' ? halt(following, position) : reorganise(following, { position, kept })
}

/**
 * Finds the last kept block that is still on the chain: the first of `blocks` if nothing has happened, null if none was kept so
 * far, 'none' when none of them is, and 'behind' when the node does not have the last ones yet, but nothing that contradicts them.
 */
async function findKept(
  node: ChainNode,
  { blocks }: ChainPosition,
  head: BlockHead,
): Promise<KeptBlock | null | 'none' | 'behind'> {
  const [last] = blocks
  if (last === undefined) return null
  const isOnChain = async ({ number, hash }: KeptBlock) => {
    const there = number === head.number ? head : await node.readBlock(number)
    if (there === null) throw new NodeContradiction(`block ${number} is behind the head and is not there`)
    return there.hash === hash
  }
  const reached = blocks.filter(({ number }) => number <= head.number)
  if (reached[0] && (await isOnChain(reached[0]))) return reached[0] === last ? last : 'behind'
  if (reached.length === 0) return 'behind'
  // They are one chain, and so are the node's: where one of ours is on it, so are all before.
  let [low, high] = [1, reached.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (await isOnChain(reached[middle] as KeptBlock)) high = middle
    else low = middle + 1
  }
  return reached[low] ?? 'none'
}

type Reorg = { readonly position: ChainPosition; readonly kept: KeptBlock }

/** Goes back to `kept`, or, where too many events are behind it, to a block on the way: what is left is found by the next step. */
async function reorganise(following: Following, { position, kept }: Reorg): Promise<boolean> {
  const { knex, hints, lead, progress, logger } = following
  const behind = position.blocks.slice(1).map(({ number }) => number)
  const crowded = await findCrowdedBlock(knex, { chainId: lead.chainId, block: kept.number }, eventsAtOnce)
  const block = crowded === null ? kept.number : (behind.findLast((number) => number >= crowded) ?? kept.number)
  const { undone, hints: told } = await commitReorg(knex, lead, block)
  for (const hint of told) hints.publish(hint)
  if (block === kept.number) progress.reorgs += 1
  progress.undoneEvents += undone
  logger.warn({ block, undone }, 'a reorg: what was spent behind this block is given back')
  return true
}

async function halt({ knex, hints, lead, progress, logger }: Following, position: ChainPosition): Promise<boolean> {
  const lowest = position.blocks.at(-1)?.number
  const why = `no block kept since ${lowest} is on the chain of the node any more`
  const { hints: told } = await haltFollowing(knex, lead, { finalized: position.finalized, why })
  for (const hint of told) hints.publish(hint)
  progress.isHalted = true
  logger.error({ block: lowest }, `${why}; following has stopped: see credits-server chain rewind`)
  return false
}

type Advance = { readonly position: ChainPosition; readonly head: BlockHead }

async function advance(following: Following, { position, head }: Advance): Promise<boolean> {
  const { node, progress } = following
  const said = await node.readFinalized()
  // Without the tag, what is too deep to be undone is final. It never moves back, whatever a node that is behind says.
  const reached = Math.min(head.number, said?.number ?? head.number - undoableBlocks)
  const finalized = Math.max(position.finalized, reached)
  const settled = Math.min(finalized, head.number - undoableBlocks)

  const indexedTo = Math.min(...position.contracts.map((each) => each.indexedTo))
  const behind = position.contracts.filter((each) => each.indexedTo === indexedTo)
  const contracts = behind.map(({ contract }) => contract)
  // Those that are further wait until the others have come up to them.
  const nexts = position.contracts.map((each) => each.indexedTo).filter((number) => number > indexedTo)
  const to = Math.min(head.number, ...nexts)
  const from = indexedTo + 1
  const batch = { from, to, contracts, finalized, headNumber: head.number }

  if (from > to) {
    // What is final now may settle a revocation.
    if (finalized > position.finalized) await commitRange(following, { ...batch, to: indexedTo, heads: [], events: [] })
  } else if (from <= settled) {
    progress.indexedTo = await takeHistory(following, { ...batch, to: Math.min(to, settled) })
  } else progress.indexedTo = await takeRecent(following, { ...batch, position })
  progress.finalized = finalized
  return progress.indexedTo < head.number
}

type Batch = {
  readonly from: number
  readonly to: number
  readonly contracts: readonly Address[]
  readonly finalized: number
  readonly headNumber: number
}

/** Takes in blocks that are final: their logs come in wide ranges, and only the last one's hash is kept. Returns the last one. */
async function takeHistory(following: Following, batch: Batch): Promise<number> {
  const { node, readHistory } = following
  const { to, events, unreadable } = await readHistory(batch)
  const last = await node.readBlock(to)
  if (last === null) throw new NodeContradiction(`block ${to} is behind the head and is not there`)
  let from = batch.from
  for (const slice of sliceByBlock(events)) {
    const heads = slice.to === to ? [last] : []
    await commitRange(following, { ...batch, from, to: slice.to, heads, events: slice.events })
    from = slice.to + 1
  }
  if (from <= to) await commitRange(following, { ...batch, from, to, heads: [last], events: [] })
  noteUnreadable(following, { from: batch.from, to, unreadable })
  return to
}

/** Cuts events into parts of some thousand, each of whole blocks. */
function* sliceByBlock(all: readonly ChainEvent[]): Generator<{ to: number; events: readonly ChainEvent[] }> {
  for (let from = 0; from < all.length; ) {
    let end = Math.min(all.length, from + eventsAtOnce)
    while (end < all.length && all[end]?.blockNumber === all[end - 1]?.blockNumber) end += 1
    const events = all.slice(from, end)
    yield { to: events.at(-1)?.blockNumber ?? 0, events }
    from = end
  }
}

type Recent = Batch & Pick<Advance, 'position'>

/** Takes in blocks that a reorg may still take back, each with its hash. Returns the last one. */
async function takeRecent(following: Following, { position, ...batch }: Recent): Promise<number> {
  const { from, headNumber } = batch
  const known = new Map(position.blocks.map((block) => [block.number, block]))
  const parent = known.get(from - 1) ?? null
  const { node, readRecent } = following
  const { to, heads, logs } = await readRecent({ ...batch, parent })
  // A contract that is behind the others meets blocks that they have met.
  if (heads.some(({ number, hash }) => (known.get(number)?.hash ?? hash) !== hash)) {
    throw new NodeContradiction('a block is another one than a moment ago')
  }
  // The first block that is kept is one that no reorg should reach.
  const isFirst = position.blocks.length === 0
  const anchor = isFirst ? await node.readBlock(Math.max(0, Math.min(from - 1, headNumber - undoableBlocks))) : null
  const { events, unreadable } = readChainEvents(logs)
  await commitRange(following, { ...batch, to, heads: anchor ? [anchor, ...heads] : heads, events })
  noteUnreadable(following, { from, to, unreadable })
  return to
}

type Range = Batch & { readonly heads: readonly BlockHead[]; readonly events: readonly ChainEvent[] }

async function commitRange({ knex, hints, lead, progress, logger }: Following, range: Range): Promise<void> {
  const { hints: told, applied, quarantined } = await commitBlocks(knex, lead, range)
  for (const hint of told) hints.publish(hint)
  const final = Math.min(range.finalized, range.to)
  for (const hint of await settleRevocations(knex, lead, final)) hints.publish(hint)
  progress.appliedEvents += applied
  progress.quarantinedEvents += quarantined
  if (quarantined > 0) logger.warn({ from: range.from, to: range.to, quarantined }, 'events are quarantined')
}

type Unreadable = { readonly from: number; readonly to: number; readonly unreadable: number }

function noteUnreadable({ progress, logger }: Following, { from, to, unreadable }: Unreadable): void {
  progress.unreadableLogs += unreadable
  if (unreadable > 0) logger.warn({ from, to, unreadable }, 'logs cannot be read')
}
