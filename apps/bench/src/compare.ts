/** Ours beside a peer's, of rounds that were done in turn. */
export type Comparison = {
  /** The medians. */
  readonly ours: number
  readonly peer: number
  /** The median of the ratios of the rounds. */
  readonly ratio: number
  readonly spread: readonly [number, number]
  /** The least of ours to the least of the peer's: noise only adds to what something costs. */
  readonly least: number
}

/** Compares the figures of each round with the peer's of the same round. */
export function compare(ours: readonly number[], peer: readonly number[]): Comparison {
  const ratios = ours.map((figure, round) => figure / (peer[round] ?? Number.NaN))
  return {
    ours: median(ours),
    peer: median(peer),
    ratio: median(ratios),
    spread: [Math.min(...ratios), Math.max(...ratios)],
    least: Math.min(...ours) / Math.min(...peer),
  }
}

/** Returns the one in the middle. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** Returns the one that so large a part of them is not above. */
export function quantile(values: readonly number[], part: number): number {
  return [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? Number.NaN
}
