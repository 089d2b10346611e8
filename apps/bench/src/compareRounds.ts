import { type Comparison, compare } from './compare.js'
import { inTurn, type Round } from './inTurn.js'

/** Measures both in turn, A B A B …, after a warm-up, and compares them: how much was done a second, or how long one took. */
export async function compareRounds(
  ours: Round<number>,
  peer: Round<number>,
  options: { rounds?: number; warmUps?: number } = {},
): Promise<Comparison> {
  const told = await inTurn({ ours, peer }, options)
  return compare(told.ours, told.peer)
}
