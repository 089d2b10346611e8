import { type Finding, ok, problem } from '../Finding.js'
import { heartbeatsOf } from './createEventReader.js'
import { nginxLines } from './nginxLines.js'
import type { Visit } from './visitStream.js'

const check = 'buffering'

/** The server sends a heartbeat and the balance with the head. */
const soonMs = 2_000

/** Judges whether events come when they are sent. `plainMs` is what an answer takes that is no stream. */
export function judgeBuffering(visits: readonly Visit[], plainMs: number): Finding {
  const waits = visits.map(({ askedAtMs, head, events, leftAtMs }) => {
    // What is held back in part is the balance: the heartbeat before it may have come with its beginning.
    const first = events.find(({ name }) => name !== 'heartbeat')
    return {
      ms: (first?.atMs ?? leftAtMs) - (head?.atMs ?? askedAtMs),
      since: head ? 'after the head' : `and no head, while a plain answer takes ${Math.round(plainMs)} ms`,
      came: first !== undefined,
    }
  })
  const worst = waits.reduce((one, other) => (other.ms > one.ms ? other : one))
  if (worst.ms > soonMs || waits.every(({ came }) => !came)) {
    const seconds = (worst.ms / 1_000).toFixed(1)
    return held(`${worst.came ? `the first balance came ${seconds} s` : `no balance in ${seconds} s`} ${worst.since}`)
  }
  const clump = visits.find(comesInClumps)
  if (clump) return held(`${clump.events.length} events came in clumps, although the server sends them one by one`)
  return ok(check, `the first balance was there ${Math.round(worst.ms)} ms after the head`)
}

/** Heartbeats are never closer to each other than they are due, less a tick; several at once have waited for each other. */
function comesInClumps({ events }: Visit): boolean {
  const beats = heartbeatsOf(events)
  const dueMs = beats[0]?.intervalMs ?? 0
  const gapsMs = beats.slice(1).map(({ atMs }, n) => atMs - (beats[n]?.atMs ?? 0))
  const close = gapsMs.filter((ms) => ms < dueMs / 4).length
  return close >= 2 && Math.max(...gapsMs) > Math.max(2 * dueMs, soonMs)
}

function held(found: string): Finding {
  const why = 'A page shows a balance only when a buffer is full, which may take minutes or for ever.'
  return problem(check, found, 'Let the proxy pass on what it gets at once.', { why, nginx: nginxLines.unbuffered })
}
