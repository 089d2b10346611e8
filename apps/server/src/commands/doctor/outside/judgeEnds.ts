import { type Finding, ok, problem, skipped, warning } from '../Finding.js'
import { heartbeatsOf } from './createEventReader.js'
import { isTold } from './listenToStream.js'
import { nginxLines, patientLines } from './nginxLines.js'
import type { Visit } from './visitStream.js'

/** How much later than it is due an event may come. */
const lateMs = 2_000

/** Due every so often where no heartbeat has said it. */
const usualHeartbeatMs = 15_000

/** Judges whether a stream stays open for as long as the server lets it, and is never quiet for longer than it says. */
export function judgeEnds(visits: readonly Visit[]): Finding[] {
  const dueMs = visits.flatMap(({ events }) => heartbeatsOf(events))[0]?.intervalMs ?? usualHeartbeatMs
  return [judgeCuts(visits, dueMs), judgeSilence(visits, dueMs)].filter((finding) => finding !== null)
}

function judgeCuts(visits: readonly Visit[], dueMs: number): Finding {
  const check = 'idle cuts'
  const told = visits.find(isTold)?.events.at(-1)
  if (told) {
    return warning(check, `the server has ended the stream: ${told.name}, ${told.data}`, 'Ask again when it is well.')
  }
  const ends = visits.flatMap((visit) => (visit.end ? [{ ...measure(visit), whole: visit.end.whole }] : []))
  const list = ends
    .map(({ openMs, quietMs }) => `${seconds(openMs)} s (the last ${seconds(quietMs)} s quiet)`)
    .join(', ')
  if (ends.length > 1 && ends.every((end) => isCut(end, dueMs))) {
    const why = `An event comes every ${seconds(dueMs)} s and not more often: each client is cut off again and again.`
    const remedy = `Let the proxy wait four times ${seconds(dueMs)} s and more, and never limit how long an answer takes.`
    return problem(check, `the stream was cut after ${list}`, remedy, { why, nginx: patientLines(dueMs) })
  }
  if (ends.length > 1) {
    const remedy = 'See whether servers stop again and again, STREAM_LIFETIME_MS is short, or a proxy limits answers.'
    return warning(check, `the stream was ended after ${list}`, remedy)
  }
  if (ends.some(({ whole }) => !whole)) {
    const found = `the stream was cut once, after ${list}, and not again`
    return warning(check, found, 'A restart does that, and a timeout: run this again with more --seconds.')
  }
  const openMs = Math.max(...visits.map((visit) => measure(visit).openMs))
  return ok(check, `the stream was open for ${seconds(openMs)} s${ends.length === 1 ? ', and was ended once' : ''}`)
}

/**
 * Tells whether somebody on the way ends streams. [V] A proxy whose time is up may end one in good order, as haproxy does; but the
 * server ends one that has grown old when its next heartbeat would be due.
 */
function isCut({ quietMs, whole }: { readonly quietMs: number; readonly whole: boolean }, dueMs: number): boolean {
  return !whole || quietMs < 0.8 * dueMs
}

function judgeSilence(visits: readonly Visit[], dueMs: number): Finding | null {
  const check = 'silence'
  const heard = visits.filter(({ events }) => events.length > 0)
  if (heard.length === 0) return null
  const quietMs = Math.max(...heard.flatMap(({ partsAtMs, leftAtMs }) => gaps([...partsAtMs, leftAtMs])))
  if (quietMs > dueMs + lateMs) {
    const why = 'A client that hears nothing for so long takes the connection for dead and opens another one.'
    const found = `nothing came for ${seconds(quietMs)} s, and an event is due every ${seconds(dueMs)} s`
    return problem(check, found, 'Let nothing hold events back.', { why, nginx: nginxLines.unbuffered })
  }
  if (Math.max(...heard.map((visit) => measure(visit).openMs)) < dueMs) {
    const found = `an event is due every ${seconds(dueMs)} s, and the stream was not open for so long`
    return skipped(check, found, `Use --seconds ${Math.ceil((2 * dueMs) / 1_000) + 5}.`)
  }
  return ok(check, `${seconds(quietMs)} s at most, with an event due every ${seconds(dueMs)} s`)
}

function measure({ askedAtMs, head, partsAtMs, leftAtMs }: Visit): { openMs: number; quietMs: number } {
  const openMs = leftAtMs - (head?.atMs ?? askedAtMs)
  return { openMs, quietMs: leftAtMs - (partsAtMs.at(-1) ?? head?.atMs ?? askedAtMs) }
}

const gaps = (moments: readonly number[]) => moments.slice(1).map((at, n) => at - (moments[n] ?? 0))

const seconds = (ms: number) => String(Number((ms / 1_000).toFixed(1)))
