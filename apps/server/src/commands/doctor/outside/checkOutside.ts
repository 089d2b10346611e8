import { randomUUID } from 'node:crypto'
import type { Address } from '@credits-server/onchain'
import type { Report } from '../../createReport.js'
import { reasonOf } from '../../dataOf.js'
import { type Finding, problem } from '../Finding.js'
import { checkConditional, checkResume } from './checkRepeats.js'
import { checkSharing } from './checkSharing.js'
import { heartbeatsOf } from './createEventReader.js'
import { findWatched } from './findWatched.js'
import { judgeBuffering } from './judgeBuffering.js'
import { type ClockReading, judgeClocks } from './judgeClocks.js'
import { judgeKeepAlive, judgeProtocol } from './judgeConnection.js'
import { judgeEnds } from './judgeEnds.js'
import { judgeKept, judgeStreamHead } from './judgeHeads.js'
import { listenToStream } from './listenToStream.js'
import { nginxLines } from './nginxLines.js'
import { type Origin, openOrigin } from './openOrigin.js'
import { codeOf, type Read, readOnce } from './readOnce.js'
import type { Visit } from './visitStream.js'

/** What to look at from outside. */
export type OutsideOptions = {
  readonly url: string
  /** Whose stream to watch; null for a demo user, if there are any. */
  readonly user: Address | null
  /** How long to listen. */
  readonly seconds: number
  /** The origin of a page that must be let in; null for any. */
  readonly page: string | null
  readonly report: Pick<Report, 'say' | 'progress'>
}

/** Checks what a public URL makes of the server behind it: what proxies hold back, cut, keep, change and hide. */
export async function checkOutside(options: OutsideOptions): Promise<Finding[]> {
  const { url } = options
  const findings: Finding[] = []
  let origin: Origin | null = null
  try {
    origin = await openOrigin(url)
    findings.push(judgeProtocol(origin))
    for await (const found of ask(origin, options)) findings.push(...found)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const remedy = /CERT|ALTNAME|SIGNATURE/.test(code)
      ? 'Browsers refuse it too. A certificate of your own authority is named in NODE_EXTRA_CA_CERTS.'
      : 'See that name, port and proxy are right, and that a server runs.'
    findings.push(problem('server', `${url} does not answer: ${reasonOf(error)}`, remedy))
  } finally {
    origin?.close()
  }
  return findings
}

/** Gives out what each step has found, so that a later one which fails takes nothing away. */
async function* ask(origin: Origin, { user, seconds, page, report }: OutsideOptions): AsyncGenerator<Finding[]> {
  const common = { Origin: page ?? 'https://example.org' }
  // An answer that was kept for somebody else has the id of that request.
  const headers = () => ({ ...common, 'X-Request-Id': randomUUID() })
  const { address, first, finding } = await findWatched(origin, user, headers())
  if (finding) yield [finding]
  if (finding?.check === 'server') return

  const path = `/users/${address}/credits`
  const second = await readOnce(origin, path, { headers: headers() })
  yield [judgeKept(first, second), judgeKeepAlive(second)]
  const named = { page: page ?? common.Origin, isNamed: page !== null }
  yield [await checkSharing(origin, { streamPath: `${path}/stream`, first, headers: headers(), ...named })]
  const dates = [first, second].flatMap(readDate)
  if (finding) {
    yield judgeClocks({ dates, checks: [] })
    return
  }
  yield [await checkConditional(origin, path, second, headers())]

  report.say(`Listening to the stream of ${address} for ${seconds} s.`)
  const visits = await listenToStream(origin, `${path}/stream`, {
    headers: headers(),
    seconds,
    onProgress: report.progress,
  })
  const head = visits.find((visit) => visit.head !== null)?.head
  if (head && head.status !== 200) {
    yield [await explainRefusal(origin, `${path}/stream`, headers())]
    return
  }
  yield [judgeBuffering(visits, second.tookMs), ...judgeEnds(visits), ...(head ? judgeStreamHead(head.headers) : [])]
  const last = visits.flatMap(({ events }) => events).findLast(({ name }) => name === 'message')
  yield [await checkResume(origin, `${path}/stream`, last, headers())]
  yield judgeClocks({ dates, checks: visits.flatMap(readCheck) })
}

function readDate({ headers, askedAtMs, headAtMs }: Read): ClockReading[] {
  const ms = Date.parse(headers.date ?? '')
  return Number.isNaN(ms) ? [] : [{ at: [askedAtMs, headAtMs], shown: [ms, ms + 1_000] }]
}

/** How long ago what a heartbeat tells may have been checked: twice the usual RECONCILE_MS. */
const staleMs = 10_000
/** An event that came later than its head was held back, and tells nothing of a clock. */
const promptMs = 2_000

function readCheck({ askedAtMs, head, events }: Visit): ClockReading[] {
  const [beat] = heartbeatsOf(events)
  if (!beat || !head || beat.atMs - askedAtMs > promptMs) return []
  const ms = Date.parse(beat.checkedAt)
  const wall = (atMs: number) => Date.now() - (performance.now() - atMs)
  return [{ at: [wall(askedAtMs), wall(beat.atMs)], shown: [ms, ms + staleMs] }]
}

/** Says why a stream is refused whose balance can be read. */
async function explainRefusal(
  origin: Origin,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<Finding> {
  const refusal = await readOnce(origin, path, { headers: { ...headers, Accept: 'text/event-stream' } })
  const code = codeOf(refusal)
  if (code !== 'TOO_MANY_STREAMS') {
    const found = `the stream is answered ${refusal.status} ${code ?? 'by something that is no credits server'}`
    return problem('stream', found, 'See where the proxy leads …/credits/stream.')
  }
  const why = 'Clients that the server cannot tell apart share the streams of one (MAX_STREAMS_PER_IP).'
  const found = 'the server refuses a stream because this client has too many, and it has opened one'
  const remedy =
    'Set TRUSTED_PROXY_HOPS to how many proxies of yours a request passes, each of which adds to X-Forwarded-For.'
  return problem('forwarded for', found, remedy, { why, nginx: nginxLines.forwarded })
}
