import { assertSameBalance } from './assertSameBalance.js'
import { compareCosts } from './compareCosts.js'
import type { Figure } from './Figure.js'
import { inTurn } from './inTurn.js'
import { getRequest } from './openConnection.js'
import type { ReadTable } from './openReadTable.js'
import { presentCpu, readSlice } from './readSlice.js'
import { startPeer } from './startPeer.js'
import type { Program } from './startProgram.js'
import { type Server, startServer } from './startServer.js'

/** How often each of the 10,000 balances is read in a round; before it once more, which is not counted. */
const passes = 2

/** Room for copies of all of them, some 13 kB each: with less, those that are asked for one after the other push each other out. */
const roomForAll = { CACHE_MB: '256' }

/**
 * P1 and P4: 10,000 balances that are read again and again, beside node:http that has them in a map: whole, and as `304` to
 * whoever has them. One answer of node:http to everything stands there as the floor.
 */
export async function measureHotReads({ connectionString, hotPaths }: ReadTable): Promise<Figure[]> {
  const ours = await startServer(connectionString, roomForAll)
  const upstream = { UPSTREAM: `http://${ours.host}:${ours.port}`, BALANCE_PATH: hotPaths[0] ?? '' }
  const map = await startPeer('serveMap', upstream)
  const constant = await startPeer('serveConstant', upstream)
  await assertSameBalance(ours, map, hotPaths[0] ?? '')

  const plain = hotPaths.map((path) => getRequest(ours, path))
  const whole = Array.from({ length: passes }, () => plain).flat()
  /** Ours drops copies that nobody has asked for in seconds, and the other sides' rounds take seconds. */
  const hot = (program: Program, requests: readonly string[], status: number) => async () => {
    await readSlice(program, plain, { status: 200 })
    return readSlice(program, requests, { status })
  }
  const read = await inTurn({
    ours: hot(ours, whole, 200),
    map: hot(map, whole, 200),
    constant: hot(constant, whole, 200),
  })
  const held = await readEtags(ours, plain)
  const conditional = Array.from({ length: passes }, () =>
    hotPaths.map((path, user) => getRequest(ours, path, `If-None-Match: ${held[user]}\r\n`)),
  ).flat()
  const unchanged = await inTurn({ ours: hot(ours, conditional, 304), map: hot(map, conditional, 304) })
  await Promise.all([ours, map, constant].map((program) => program.stop()))

  const cpuUs = (slices: readonly { readonly cpuUs: number }[]) => slices.map((slice) => slice.cpuUs)
  const bounds = { present: presentCpu, bound: 'at most' } as const
  return [
    compareCosts({
      id: 'P1',
      what: 'hot read, CPU; peer: node:http with the same bodies in a map',
      ours: cpuUs(read.ours),
      peer: cpuUs(read.map),
      goal: 1.3,
      ...bounds,
    }),
    compareCosts({
      id: 'P1 floor',
      what: 'hot read, CPU; peer: node:http with one body for everything',
      ours: cpuUs(read.ours),
      peer: cpuUs(read.constant),
      goal: null,
      ...bounds,
    }),
    compareCosts({
      id: 'P4',
      what: '304 to If-None-Match, CPU; peer: node:http with the same ETags in a map',
      ours: cpuUs(unchanged.ours),
      peer: cpuUs(unchanged.map),
      goal: 1.3,
      ...bounds,
    }),
  ]
}

async function readEtags(ours: Server, requests: readonly string[]): Promise<readonly string[]> {
  const etags: string[] = []
  await readSlice(ours, requests, {
    status: 200,
    onAnswer: (head, nth) => {
      etags[nth] = /\r\netag: (\S+)/i.exec(head)?.[1] ?? ''
    },
  })
  return etags
}
