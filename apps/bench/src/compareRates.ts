/** Does a round of work, and returns how much of it was done a second. */
export type Round = () => Promise<number>

/** How much of each is done a second, and ours to the peer's. */
export type RateComparison = {
  readonly oursPerSecond: number
  readonly peerPerSecond: number
  /** The median of the ratios of the rounds. */
  readonly ratio: number
  readonly spread: readonly [number, number]
}

/** Measures both in turn: A B A B …, after a warm-up of one round each. */
export async function compareRates(ours: Round, peer: Round, rounds: number): Promise<RateComparison> {
  await ours()
  await peer()
  const oursPerSecond: number[] = []
  const peerPerSecond: number[] = []
  for (let round = 0; round < rounds; round++) {
    oursPerSecond.push(await ours())
    peerPerSecond.push(await peer())
  }
  const ratios = oursPerSecond.map((rate, round) => rate / (peerPerSecond[round] ?? Number.NaN))
  return {
    oursPerSecond: median(oursPerSecond),
    peerPerSecond: median(peerPerSecond),
    ratio: median(ratios),
    spread: [Math.min(...ratios), Math.max(...ratios)],
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
