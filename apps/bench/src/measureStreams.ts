import { openFilesLimit } from '@credits-server/server/dist/config/openFilesLimit.js'
import { compareCosts } from './compareCosts.js'
import type { Figure } from './Figure.js'
import { addressOf, type Crowd, fillCredits } from './fillCredits.js'
import { grantOne } from './grantOne.js'
import { hearHints } from './hearHints.js'
import { inTurn } from './inTurn.js'
import { openConnection } from './openConnection.js'
import { heartbeatMs } from './peers/onBroadcast.js'
import { type Peer, startPeer } from './startPeer.js'
import { startPostgres } from './startPostgres.js'
import { startServer } from './startServer.js'
import { type WatchRound, watchRound } from './watchRound.js'

/** What else this process and the server have open. */
const otherFiles = 1_500

/** How many streams either side can hold here, 10,000 at most. */
export const streamCount = Math.min(10_000, openFilesLimit() - otherFiles)

/** The server's settings under which one client may watch so much, and hears no more heartbeats than the peers send. */
export const watchedByOne = { MAX_STREAMS_PER_IP: '1000000', HEARTBEAT_MS: String(heartbeatMs) }

const rounds = 5
const crowd: Crowd = { kind: 'watched', users: rounds, creditsEach: 5 }

/**
 * P5 and P6: 10,000 idle streams of one balance, what each takes, and what it costs to tell all of them of a grant, beside
 * programs that tell their clients the same bytes. Each round is of a fresh process.
 */
export async function measureStreams(): Promise<Figure[]> {
  const postgres = await startPostgres()
  const connectionString = await postgres.createDatabase('watched')
  await fillCredits(connectionString, [crowd])
  let onHint = () => {}
  const hints = await hearHints(connectionString, () => onHint())
  /** What ours said before the first broadcast of its last round, and after each. */
  let bodies: string[] = []
  let round = 0

  async function ours(): Promise<WatchRound> {
    const server = await startServer(connectionString, watchedByOne)
    const connection = await openConnection(server)
    const address = addressOf(crowd, round++)
    const path = `/users/${address}/credits`
    const readBody = async () => {
      const response = await fetch(`http://${server.host}:${server.port}${path}`)
      bodies.push(await response.text())
    }
    bodies = []
    const told = await watchRound(server, {
      path: `${path}/stream`,
      streams: streamCount,
      async dataBytes(nth) {
        await readBody()
        return bodies[nth]?.length ?? 0
      },
      async broadcast() {
        const heard = new Promise<number>((resolve) => {
          onHint = () => resolve(performance.now())
        })
        await grantOne(connection, address)
        return heard
      },
    })
    await readBody()
    connection.close()
    await server.stop()
    return told
  }

  const peer = (name: Peer) => async (): Promise<WatchRound> => {
    const program = await startPeer(name)
    const body = (nth: number) => bodies[nth + 1] ?? ''
    const told = await watchRound(program, {
      path: `/users/${addressOf(crowd, 0)}/credits/stream`,
      streams: streamCount,
      dataBytes: (nth) => body(nth).length,
      async broadcast(nth) {
        const knownMs = performance.now()
        program.tell({ id: JSON.parse(body(nth)).snapshotId, data: body(nth) })
        return knownMs
      },
    })
    await program.stop()
    return told
  }

  const told = await inTurn(
    {
      ours,
      sockets: peer('streamSockets'),
      http: peer('streamHttp'),
      betterSse: peer('streamBetterSse'),
      koa: peer('streamKoa'),
      hono: peer('streamHono'),
    },
    { rounds, warmUps: 0 },
  )
  await hints.close()
  await postgres.stop()
  return presentStreams(told)
}

const peers = [
  ['better-sse', 'betterSse', { rss: 0.3 }],
  ['sockets', 'sockets', { rss: 1.8, cpu: 1.15 }],
  ['node:http', 'http', { last: 1 }],
  ['koa with a PassThrough', 'koa', {}],
  ['hono streamSSE', 'hono', {}],
] as const

type Side = 'ours' | (typeof peers)[number][1]
type Goals = { readonly rss?: number; readonly cpu?: number; readonly last?: number }

function presentStreams(told: Readonly<Record<Side, readonly WatchRound[]>>): Figure[] {
  const of = (side: Side, what: keyof WatchRound) => told[side].map((round) => round[what])
  const figure = (id: string, what: string, side: Side, cost: keyof WatchRound, goal: number | undefined) =>
    compareCosts({
      id,
      what,
      ours: of('ours', cost),
      peer: of(side, cost),
      present: presentations[cost],
      goal: goal ?? null,
      bound: 'at most',
    })
  const count = streamCount.toLocaleString('en')
  return peers.flatMap(([name, side, goals]: readonly [string, Side, Goals]) => [
    figure(`P5 ${side}`, `memory of one of ${count} idle streams; peer: ${name}`, side, 'rssBytes', goals.rss),
    figure(`P6 CPU ${side}`, `a broadcast to ${count} streams, CPU for each; peer: ${name}`, side, 'cpuUs', goals.cpu),
    figure(
      `P6 last ${side}`,
      `a broadcast to ${count} streams, until the last has it; peer: ${name}`,
      side,
      'lastMs',
      goals.last,
    ),
  ])
}

const presentations: Readonly<Record<keyof WatchRound, (cost: number) => string>> = {
  rssBytes: (bytes) => `${(bytes / 1_000).toFixed(1)} kB`,
  heapBytes: (bytes) => `${(bytes / 1_000).toFixed(1)} kB`,
  cpuUs: (us) => `${us.toFixed(1)} µs`,
  lastMs: (ms) => `${ms.toFixed(0)} ms`,
}
