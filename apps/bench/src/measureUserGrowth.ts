import { compareRounds } from './compareRounds.js'
import type { Figure } from './Figure.js'
import { type Crowd, fillCredits } from './fillCredits.js'
import { createColdReads } from './readCold.js'
import { startPostgres } from './startPostgres.js'
import { startServer } from './startServer.js'

const crowd = (creditsEach: number, users: number): Crowd => ({ kind: `of${creditsEach} `, users, creditsEach })
const one = crowd(1, 3_000)
const hundred = crowd(100, 600)
const thousand = crowd(1_000, 200)

/**
 * P10: what each further credit of a user adds to the median time of a cold read, from 1 to 1,000 credits, beside what it adds
 * from 1 to 100. Where the time grows in a line the two are one.
 */
export async function measureUserGrowth(): Promise<Figure> {
  const postgres = await startPostgres()
  const connectionString = await postgres.createDatabase('users_of_all_sizes')
  await fillCredits(connectionString, [one, hundred, thousand])
  const server = await startServer(connectionString)
  const cold = createColdReads(server)
  const usPerCredit = async (many: Crowd, reads: number) => {
    const leastMs = await cold.readSome(one, 150)
    return ((await cold.readSome(many, reads)) - leastMs) * (1_000 / (many.creditsEach - 1))
  }
  const comparison = await compareRounds(
    () => usPerCredit(thousand, 20),
    () => usPerCredit(hundred, 60),
    { rounds: 7, warmUps: 2 },
  )
  await server.stop()
  await postgres.stop()
  const { ours, peer, ratio, spread } = comparison
  return {
    id: 'P10 user',
    what: 'cold read, p50, what a credit adds from 1 to 1,000 of a user; peer: from 1 to 100',
    ours: `${ours.toFixed(2)} µs`,
    peer: `${peer.toFixed(2)} µs`,
    value: ratio,
    spread,
    goal: 1.2,
    bound: 'at most',
  }
}
