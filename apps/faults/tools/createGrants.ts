import type { Random } from './createRandom.js'
import type { Grant } from './sendGrant.js'

/** Makes one grant after the other, each with a key of its own. */
export type Grants = {
  readonly users: readonly string[]
  next(): Grant
}

/** Few users, so that grants meet at one row; a third of the grants also meet at the season's. */
const userCount = 8

/** Creates grants to a few users. */
export function createGrants(random: Random): Grants {
  const users = Array.from({ length: userCount }, () => `0x${random.hex(20)}`)
  const name = random.hex(4)
  let made = 0
  return {
    users,
    next: () => ({
      key: `fault-${name}-${made++}`,
      address: random.pick(users),
      amount: `${random.below(20)}.${random.below(1_000_000)}1`,
      inSeason: random.below(3) === 0,
    }),
  }
}
