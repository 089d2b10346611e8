/** One line of the table: what was measured, ours, the peer's, and what was to be reached. */
export type Figure = {
  readonly id: string
  readonly what: string
  readonly ours: string
  readonly peer: string
  /** Ours to the peer's, or to the goal's own unit; what `goal` bounds. */
  readonly value: number
  /** The lowest and highest value of a single round; null where there is nothing to repeat. */
  readonly spread: readonly [number, number] | null
  /** The least of all rounds to the least; where noise only adds. */
  readonly least?: number
  /** Null where a peer stands in the table only for comparison. */
  readonly goal: number | null
  /** Whether the goal is the most or the least that `value` should be. */
  readonly bound: 'at most' | 'at least'
}

/** Tells whether a figure is where it should be; null where nothing says where that is. */
export function isMet({ value, goal, bound }: Figure): boolean | null {
  if (goal === null) return null
  return bound === 'at most' ? value <= goal : value >= goal
}
