import type { IncomingHttpHeaders } from 'node:http'
import { createEventReader, type SeenEvent } from './createEventReader.js'
import type { Origin } from './openOrigin.js'

/** One opening of a stream and what came of it. **Units:** milliseconds of performance.now(). */
export type Visit = {
  readonly askedAtMs: number
  /** Null when no head came. */
  readonly head: { readonly atMs: number; readonly status: number; readonly headers: IncomingHttpHeaders } | null
  /** Each part of the body. */
  readonly partsAtMs: readonly number[]
  readonly events: readonly SeenEvent[]
  /** How it ended; null when it was still open when it was left. */
  readonly end: { readonly atMs: number; readonly whole: boolean } | null
  readonly leftAtMs: number
}

type Options = {
  readonly headers: Readonly<Record<string, string>>
  /** When to leave, on the clock of performance.now(). */
  readonly untilMs: number
  /** Asked at each event: whether to leave already. */
  readonly isEnough?: (events: readonly SeenEvent[]) => boolean
  readonly onEvent?: () => void
}

/** Opens a stream and listens until it ends or `untilMs` comes. Nothing that happens to it rejects: it is what is looked for. */
export async function visitStream(origin: Origin, path: string, options: Options): Promise<Visit> {
  const { headers, untilMs, isEnough = () => false, onEvent = () => {} } = options
  const leaving = new AbortController()
  const timer = setTimeout(() => leaving.abort(), Math.max(0, untilMs - performance.now()))
  const askedAtMs = performance.now()
  const partsAtMs: number[] = []
  const events: SeenEvent[] = []
  let head: Visit['head'] = null
  let whole = false
  try {
    const answer = await origin.ask(path, {
      headers: { Accept: 'text/event-stream', ...headers },
      signal: leaving.signal,
    })
    head = { atMs: performance.now(), status: answer.status, headers: answer.headers }
    const read = createEventReader((event) => {
      events.push(event)
      onEvent()
      if (isEnough(events)) leaving.abort()
    })
    for await (const part of answer.body.setEncoding('utf8')) {
      partsAtMs.push(performance.now())
      read(String(part))
    }
    whole = answer.isWhole()
  } catch {
    // Cut, or left.
  }
  clearTimeout(timer)
  const leftAtMs = performance.now()
  const end = leaving.signal.aborted ? null : { atMs: leftAtMs, whole }
  return { askedAtMs, head, partsAtMs, events, end, leftAtMs }
}
