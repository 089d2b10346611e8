/** How long one request may be kept waiting. */
export type Patience = { readonly ends: AbortSignal }

/** Begins to wait for a request. */
export type CreatePatience = (request: { readonly onGone: (listener: () => void) => void }) => Patience

type Options = {
  /** Most milliseconds that a request waits. */
  readonly maxWaitMs: number
  /** Aborts when the server drains: who waits is answered what is. */
  readonly draining: AbortSignal
}

/** Creates patience for requests that wait for something: it ends in time, when the client has gone and when the server drains. */
export function createCreatePatience({ maxWaitMs, draining }: Options): CreatePatience {
  return function createPatience({ onGone }) {
    const gone = new AbortController()
    onGone(() => gone.abort())
    return { ends: AbortSignal.any([AbortSignal.timeout(maxWaitMs), gone.signal, draining]) }
  }
}
