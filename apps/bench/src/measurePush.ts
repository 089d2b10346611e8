import { setTimeout as sleep } from 'node:timers/promises'
import { quantile } from './compare.js'
import { compareCosts } from './compareCosts.js'
import type { Figure } from './Figure.js'
import { addressOf, type Crowd, fillCredits } from './fillCredits.js'
import { grantOne } from './grantOne.js'
import { hearHints } from './hearHints.js'
import { isQuick } from './isQuick.js'
import { streamCount, watchedByOne } from './measureStreams.js'
import { openConnection } from './openConnection.js'
import { openStreams } from './openStreams.js'
import { inDatabase, startPostgres } from './startPostgres.js'
import { startServer } from './startServer.js'

const rounds = isQuick ? 1 : 5
const grantsPerRound = 500
const warmUps = 100
const crowd: Crowd = { kind: 'pushed', users: streamCount, creditsEach: 5 }

/** When a grant was committed, and when its owner's stream and a bare listener heard of it; ms of one clock. */
type Push = { readonly address: string; readonly version: number; readonly eventMs: number; readonly hintMs: number }

/**
 * P7: from the commit of a grant to its event at the one of 10,000 clients that watches the user, beside a bare client of
 * Postgres that listens to the hint. The commit is when Postgres says it was; the disk is left out of it on both sides.
 */
export async function measurePush(): Promise<Figure[]> {
  const postgres = await startPostgres({ durability: 'fast', settings: { track_commit_timestamp: 'on' } })
  const connectionString = await postgres.createDatabase('pushed')
  await fillCredits(connectionString, [crowd])
  const server = await startServer(connectionString, watchedByOne)
  const addresses = Array.from({ length: crowd.users }, (_, user) => addressOf(crowd, user))

  const events = createMoments<number>()
  const heard = createMoments<string>()
  const hints = await hearHints(connectionString, (address, heardMs) => heard.tell(address, heardMs))
  const light = await server.usage('settled usage')
  const streams = await openStreams(
    server,
    addresses.map((address) => `/users/${address}/credits/stream`),
    { onData: (user, bytes) => bytes.includes('id: ') && events.tell(user, performance.now()) },
  )
  const heavy = await server.usage('settled usage')
  const connection = await openConnection(server)
  let granted = 0

  async function push(): Promise<Push> {
    // 7919 is a prime: no user twice, and no two neighbours in a row.
    const user = (granted++ * 7919) % crowd.users
    const address = addresses[user] ?? ''
    const both = Promise.all([events.next(user), heard.next(address)])
    await grantOne(connection, address)
    const [eventMs, hintMs] = await both
    await sleep(Math.random() * 3)
    return { address, version: crowd.creditsEach + 1, eventMs, hintMs }
  }

  async function pushRound(count: number): Promise<Delays> {
    const offsetMs = wallClockOffset()
    const pushes: Push[] = []
    while (pushes.length < count) pushes.push(await push())
    const commits = await readCommits(connectionString, pushes)
    const since = (moment: 'eventMs' | 'hintMs') =>
      pushes.map((one) => one[moment] + offsetMs - (commits.get(one.address) ?? Number.NaN))
    return { events: since('eventMs'), hints: since('hintMs') }
  }

  await pushRound(warmUps)
  const delays: Delays[] = []
  while (delays.length < rounds) delays.push(await pushRound(grantsPerRound))
  connection.close()
  await Promise.all([streams.close(), hints.close()])
  await server.stop()
  await postgres.stop()
  return [
    figureAt('P7 p50', delays, 0.5, 1.15),
    figureAt('P7 p99', delays, 0.99, 1.3),
    ownStream((heavy.rssBytes - light.rssBytes) / crowd.users),
  ]
}

/** From each commit of a round, ms. */
type Delays = { readonly events: readonly number[]; readonly hints: readonly number[] }

function figureAt(id: string, delays: readonly Delays[], part: number, goal: number): Figure {
  return compareCosts({
    id,
    what: `from a grant's commit to the event at one of ${crowd.users.toLocaleString('en')} clients; peer: bare LISTEN`,
    ours: delays.map(({ events }) => quantile(events, part)),
    peer: delays.map(({ hints }) => quantile(hints, part)),
    present: (ms) => `${ms.toFixed(2)} ms`,
    goal,
    bound: 'at most',
  })
}

function ownStream(bytes: number): Figure {
  return {
    id: 'P5 users',
    what: `memory of one of ${crowd.users.toLocaleString('en')} idle streams, each of another user with 5 credits, kB`,
    ours: `${(bytes / 1_000).toFixed(1)} kB`,
    peer: '',
    value: bytes / 1_000,
    spread: null,
    goal: null,
    bound: 'at most',
  }
}

/** Moments that are waited for before they come, by what they are of. */
function createMoments<Of>() {
  const waiting = new Map<Of, (ms: number) => void>()
  return {
    next: (of: Of) => new Promise<number>((resolve) => waiting.set(of, resolve)),
    tell(of: Of, ms: number) {
      waiting.get(of)?.(ms)
      waiting.delete(of)
    },
  }
}

/** What to add to performance.now() for the clock that Postgres goes by; found at a moment at which its millisecond turns. */
function wallClockOffset(): number {
  const startedMs = Date.now()
  while (Date.now() === startedMs);
  return Date.now() - performance.now()
}

async function readCommits(connectionString: string, pushes: readonly Push[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await inDatabase(connectionString, (client) =>
    client.query<{ address: string; at: number }>(
      `select e.address, (extract(epoch from pg_xact_commit_timestamp(e.xmin)) * 1000)::float8 as at
       from unnest($1::text[], $2::bigint[]) push (address, version) join entries e using (address, version)`,
      [pushes.map(({ address }) => address), pushes.map(({ version }) => version)],
    ),
  )
  return new Map(rows.map(({ address, at }) => [address, at]))
}
