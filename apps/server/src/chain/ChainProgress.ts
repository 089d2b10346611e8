/** What following a chain has come to, for metrics and logs. All of it is of this process since its start. */
export type ChainProgress = {
  /** Whether this instance leads. */
  isLeading: boolean
  headNumber: number
  indexedTo: number
  finalized: number
  isHalted: boolean
  /** Reorgs that have taken back a block which was in. */
  reorgs: number
  undoneEvents: number
  appliedEvents: number
  quarantinedEvents: number
  unreadableLogs: number
  /** Answers of the node that were none, or that contradict others. */
  nodeFailures: number
  /** When the last step ended well, by `performance.now()`; null before the first. */
  steppedAtMs: number | null
}

/** Nothing yet. */
export function createChainProgress(): ChainProgress {
  return {
    isLeading: false,
    headNumber: -1,
    indexedTo: -1,
    finalized: -1,
    isHalted: false,
    reorgs: 0,
    undoneEvents: 0,
    appliedEvents: 0,
    quarantinedEvents: 0,
    unreadableLogs: 0,
    nodeFailures: 0,
    steppedAtMs: null,
  }
}
