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
  const reads = []
  const stops: (() => Promise<void>)[] = []
  for (const crowd of [large, small]) {
    const connectionString = await postgres.createDatabase(crowd.kind)
    await fillCredits(connectionString, [crowd])
    const server = await startServer(connectionString)
    const cold = await createColdReads(server)
    reads.push(() => cold.readSome(crowd, readsPerRound))
    stops.push(async () => {
      cold.close()
      await server.stop()
    })
  }
  const [ofLarge, ofSmall] = reads
  if (!ofLarge || !ofSmall) throw new Error('there are two')
  const { ours, peer, ratio, spread } = await compareRounds(ofLarge, ofSmall, { rounds: 9, warmUps: 3 })
  for (const stop of stops) await stop()
  await postgres.stop()
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
