import { isQuick } from './isQuick.js'

/** Does a round of work and returns what it told. */
export type Round<Told> = () => Promise<Told>

/** Does a round of every side in turn, A B C A B C …, after a warm-up, and returns what each round of each side told. */
export async function inTurn<Side extends string, Told>(
  sides: Readonly<Record<Side, Round<Told>>>,
  { rounds = 5, warmUps = 1 } = {},
): Promise<Readonly<Record<Side, Told[]>>> {
  const names = Object.keys(sides) as Side[]
  const told = {} as Record<Side, Told[]>
  for (const name of names) told[name] = []
  for (let round = -warmUps; round < (isQuick ? 1 : rounds); round++) {
    for (const name of names) {
      const one = await sides[name]()
      if (round >= 0) told[name].push(one)
    }
  }
  return told
}
