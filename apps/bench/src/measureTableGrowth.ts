import { compareRounds } from './compareRounds.js'
import type { Figure } from './Figure.js'
import { type Crowd, fillCredits } from './fillCredits.js'
import { createColdReads } from './readCold.js'
import { startPostgres } from './startPostgres.js'
import { startServer } from './startServer.js'

const creditsEach = 5
const small: Crowd = { kind: 'small', users: 20_000, creditsEach }
const large: Crowd = { kind: 'large', users: 2_000_000, creditsEach }
const readsPerRound = 500

/**
 * P10: the median time of a cold read with 10,000,000 credits in the table, beside that with 100,000: two databases of one
 * Postgres, a server on each, asked one after the other for users that were not asked for before.
 */
export async function measureTableGrowth(): Promise<Figure> {
  const postgres = await startPostgres()
  const databases: string[] = []
  for (const crowd of [large, small]) {
    const connectionString = await postgres.createDatabase(crowd.kind)
    await fillCredits(connectionString, [crowd])
    databases.push(connectionString)
  }
  const figure = await compareTables(databases)
  await postgres.stop()
  return figure
}

async function compareTables([largeDatabase = '', smallDatabase = '']: readonly string[]): Promise<Figure> {
  const largeServer = await startServer(largeDatabase)
  const smallServer = await startServer(smallDatabase)
  const largeReads = createColdReads(largeServer)
  const smallReads = createColdReads(smallServer)
  const { ours, peer, ratio, spread } = await compareRounds(
    () => largeReads.readSome(large, readsPerRound),
    () => smallReads.readSome(small, readsPerRound),
    { rounds: 9, warmUps: 3 },
  )
  await largeServer.stop()
  await smallServer.stop()
  return {
    id: 'P10 table',
    what: 'cold read, p50, 10,000,000 credits in the table; peer: 100,000',
    ours: `${ours.toFixed(2)} ms`,
    peer: `${peer.toFixed(2)} ms`,
    value: ratio,
    spread,
    goal: 1.2,
    bound: 'at most',
  }
}
