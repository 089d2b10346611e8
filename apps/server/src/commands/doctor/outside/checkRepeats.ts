import { type Finding, ok, problem, skipped } from '../Finding.js'
import { heartbeatsOf, type SeenEvent } from './createEventReader.js'
import { nginxLines } from './nginxLines.js'
import type { Origin } from './openOrigin.js'
import { type Read, readOnce } from './readOnce.js'
import { visitStream } from './visitStream.js'

/** A balance may change between two answers, though hardly each time. */
const tries = 3

const patienceMs = 3_000

/** Checks that a client which has a balance is answered 304. */
export async function checkConditional(
  origin: Origin,
  path: string,
  first: Read,
  headers: Readonly<Record<string, string>>,
): Promise<Finding> {
  let { etag } = first.headers
  for (let left = tries; left > 0; left--) {
    if (etag === undefined) return stripped('a balance has no ETag')
    const { status, headers: given } = await readOnce(origin, path, { headers: { ...headers, 'If-None-Match': etag } })
    if (status === 304) {
      return ok('etag', `304 to who has the balance${etag.startsWith('W/') ? '; weak, because it is compressed' : ''}`)
    }
    if (strong(given.etag) === strong(etag)) break
    etag = given.etag
  }
  return stripped('a client that has the balance is sent it again: If-None-Match does not reach the server')
}

function stripped(found: string): Finding {
  const why = 'Every read then costs a whole balance, where 304 costs next to nothing.'
  return problem('etag', found, 'Pass on ETag and If-None-Match.', { why, nginx: nginxLines.passed })
}

const strong = (etag: string | undefined) => etag?.replace(/^W\//, '')

/** Checks that a stream which is opened again with the id of the last balance does not repeat it. */
export async function checkResume(
  origin: Origin,
  path: string,
  last: SeenEvent | undefined,
  headers: Readonly<Record<string, string>>,
): Promise<Finding> {
  let id = last?.id ?? null
  for (let left = tries; left > 0 && id !== null; left--) {
    const had = id
    const { events } = await visitStream(origin, path, {
      headers: { ...headers, 'Last-Event-ID': had },
      untilMs: performance.now() + patienceMs,
      isEnough: (seen) => isAccepted(seen, had) || seen.some(isBalance),
    })
    if (isAccepted(events, had)) return ok('resume', 'who comes back is not sent again what it has')
    const again = events.find(isBalance)
    if (again?.id === had) return repeated()
    id = again?.id ?? null
  }
  return skipped('resume', 'no balance has come to resume from', 'Mend the stream first.')
}

const isBalance = ({ name }: SeenEvent) => name === 'message'

/** A heartbeat names what the client has, and the first one what it came with. */
const isAccepted = (events: readonly SeenEvent[], id: string) => heartbeatsOf(events)[0]?.snapshotId === id

function repeated(): Finding {
  const why = 'After a restart every client is then sent a balance that it has, all at once.'
  const found = 'the balance is sent again to who has it: Last-Event-ID does not reach the server'
  return problem('resume', found, 'Pass Last-Event-ID on.', { why, nginx: nginxLines.passed })
}
