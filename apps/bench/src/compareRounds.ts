/** Does a round of work, and returns a figure of it: how much was done a second, or how long one took. */
export type Round = () => Promise<number>

/** The figure of each, and ours to the peer's. */
export type Comparison = {
  /** The medians. */
  readonly ours: number
  readonly peer: number
  /** The median of the ratios of the rounds. */
  readonly ratio: number
  readonly spread: readonly [number, number]
}

/** Measures both in turn: A B A B …, after a warm-up. */
export async function compareRounds(ours: Round, peer: Round, { rounds = 5, warmUps = 1 } = {}): Promise<Comparison> {
  for (let round = 0; round < warmUps; round++) {
    await ours()
    await peer()
  }
  const figures: { readonly ours: number; readonly peer: number }[] = []
  for (let round = 0; round < rounds; round++) figures.push({ ours: await ours(), peer: await peer() })
  const ratios = figures.map(({ ours, peer }) => ours / peer)
  return {
    ours: median(figures.map(({ ours }) => ours)),
    peer: median(figures.map(({ peer }) => peer)),
    ratio: median(ratios),
    spread: [Math.min(...ratios), Math.max(...ratios)],
  }
}

/** Returns the one in the middle. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
