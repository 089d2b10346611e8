import { compare } from './compare.js'
import type { Figure } from './Figure.js'

type Costs = Pick<Figure, 'id' | 'what' | 'goal' | 'bound'> & {
  /** What each round of either cost. */
  readonly ours: readonly number[]
  readonly peer: readonly number[]
  readonly present: (cost: number) => string
}

/**
 * Makes a figure of what ours and a peer cost in rounds done in turn: ours to the peer's where it is bounded from above, how
 * many times less it costs where from below.
 */
export function compareCosts({ id, what, ours, peer, present, goal, bound }: Costs): Figure {
  const compared = bound === 'at most' ? compare(ours, peer) : compare(peer, ours)
  const [oursCost, peerCost] = bound === 'at most' ? [compared.ours, compared.peer] : [compared.peer, compared.ours]
  return {
    id,
    what,
    ours: present(oursCost),
    peer: present(peerCost),
    value: compared.ratio,
    spread: compared.spread,
    least: compared.least,
    goal,
    bound,
  }
}
