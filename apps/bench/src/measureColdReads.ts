import { assertSameBalance } from './assertSameBalance.js'
import { compareCosts } from './compareCosts.js'
import type { Figure } from './Figure.js'
import { inTurn } from './inTurn.js'
import { getRequest } from './openConnection.js'
import type { ReadTable } from './openReadTable.js'
import { presentCpu, readSlice } from './readSlice.js'
import { startPeer } from './startPeer.js'
import type { Program } from './startProgram.js'
import { startServer } from './startServer.js'

/** A part of the 90,000 users of whom the server has been asked nothing; the first of them warms the compiler up. */
const partsOfUsers = 6

/** P2 and P3: reads of balances that nobody has asked for, so that each is prepared anew, beside programs that do it otherwise. */
export async function measureColdReads(table: ReadTable): Promise<Figure[]> {
  const env = { DATABASE_URL: table.connectionString }
  const ours = await startServer(table.connectionString)
  const peers = {
    fastify: await startPeer('serveFastify', env),
    pipelined: await startPeer('servePipelined', env),
    rows: await startPeer('serveRows', env),
    koaKnex: await startPeer('serveKoaKnex', env),
  }
  const [path = ''] = table.hotPaths
  for (const peer of Object.values(peers)) await assertSameBalance(ours, peer, path)

  const readsPerRound = table.coldPaths.length / partsOfUsers
  /** The same users for each side: none of the others keeps anything. */
  const round = (program: Program) => {
    let from = 0
    return async () => {
      const paths = table.coldPaths.slice(from, from + readsPerRound)
      from += readsPerRound
      const requests = paths.map((path) => getRequest(program, path))
      return (await readSlice(program, requests, { status: 200 })).cpuUs
    }
  }
  const cpuUs = await inTurn({
    ours: round(ours),
    fastify: round(peers.fastify),
    pipelined: round(peers.pipelined),
    rows: round(peers.rows),
    koaKnex: round(peers.koaKnex),
  })
  await Promise.all([ours, ...Object.values(peers)].map((program) => program.stop()))

  const figure = (id: string, peer: keyof typeof peers, says: string, goal: number | null) =>
    compareCosts({
      id,
      what: `cold read, CPU, how many times less; peer: ${says}`,
      ours: cpuUs.ours,
      peer: cpuUs[peer],
      present: presentCpu,
      goal,
      bound: 'at least',
    })
  return [
    figure('P2 fastify', 'fastify', 'fastify and pg with a schema serialiser', 1.7),
    figure('P2 pipelined', 'pipelined', 'node:http and pg, the same SQL, pipelined', 0.95),
    figure('P2 rows', 'rows', 'node:http and pg, rows to JSON', null),
    figure('P3', 'koaKnex', 'koa and knex, the obvious way', 3),
  ]
}
