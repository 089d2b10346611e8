import type { Visit } from './Visit.js'

/** A network without sockets, for tests that hold the clock: each request is a visit, answered when the test says so. */
export type ScriptedNetwork = {
  /** For `createCreditsClient`. */
  readonly fetch: typeof fetch
  /** Every request so far. */
  readonly visits: readonly Visit[]
  /** The last request. */
  readonly latest: Visit
  /** Answers each request from now on by itself. */
  always(answer: (visit: Visit) => void): void
}

/** Creates it. */
export function createScriptedNetwork(): ScriptedNetwork {
  const visits: Visit[] = []
  let answer = (_: Visit) => {}
  return {
    fetch: (input, init) =>
      new Promise((resolve, reject) => {
        const request = new Request(input, init)
        const visit = createVisit(request, init?.signal ?? request.signal, resolve, reject)
        visits.push(visit)
        answer(visit)
      }),
    visits,
    get latest() {
      const latest = visits.at(-1)
      if (!latest) throw new Error('nobody has come')
      return latest
    },
    always(next) {
      answer = next
    },
  }
}

function createVisit(
  { url, headers }: Request,
  signal: AbortSignal,
  resolve: (response: Response) => void,
  reject: (reason: unknown) => void,
): Visit {
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null
  let isGone = false
  function leave(): void {
    if (isGone) return
    isGone = true
    reject(signal.reason)
    controller?.error(signal.reason)
  }
  if (signal.aborted) leave()
  else signal.addEventListener('abort', leave)

  return {
    url: new URL(url),
    headers,
    atMs: performance.now(),
    get isGone() {
      return isGone
    },
    answer(status, headers = {}, body = '') {
      const isEmpty = [204, 205, 304].includes(status)
      resolve(new Response(isEmpty ? null : body, { status, headers }))
    },
    send(...parts) {
      if (!controller) {
        const body = new ReadableStream<Uint8Array>({
          start(own) {
            controller = own
          },
          cancel() {
            isGone = true
          },
        })
        resolve(new Response(body, { headers: { 'Content-Type': 'text/event-stream; charset=utf-8' } }))
      }
      for (const part of parts) controller?.enqueue(typeof part === 'string' ? new TextEncoder().encode(part) : part)
    },
    end: () => controller?.close(),
    cut() {
      const error = new TypeError('fetch failed')
      reject(error)
      controller?.error(error)
    },
  }
}
