/** A reorg may take back this many blocks, and more where more are not final: Polygon has had one of 157. */
export const undoableBlocks = 256
