/** A stream whose bytes stopped. [V] An error named AbortError would be swallowed by eventsource, which then never reconnects. */
export class StreamBrokenError extends Error {
  override name = 'StreamBrokenError'
}

/** What is read of a stream's bytes, and how it is ended. */
export type WatchedBody = {
  readonly body: ReadableStream<Uint8Array>
  /** Breaks it off, as a network would. */
  break(reason: string): void
}

type Watching = {
  /** How long the bytes may stay away, asked each time they come. */
  readonly patienceMs: () => number
  readonly onEnd: () => void
  readonly onBytes: (bytes: Uint8Array) => void
}

/**
 * Passes on the bytes of a stream and breaks it off when none has come for too long: a connection that died without a word
 * looks like a quiet one.
 */
export function watchBody(source: ReadableStream<Uint8Array>, { patienceMs, onEnd, onBytes }: Watching): WatchedBody {
  const reader = source.getReader()
  let timer: ReturnType<typeof setTimeout>
  let over = false
  let controller: ReadableStreamDefaultController<Uint8Array>

  function end(how: () => void): void {
    if (over) return
    over = true
    clearTimeout(timer)
    how()
    onEnd()
  }
  function breakOff(reason: string): void {
    end(() => {
      controller.error(new StreamBrokenError(reason))
      void reader.cancel().catch(() => {})
    })
  }
  function wait(): void {
    clearTimeout(timer)
    timer = setTimeout(() => breakOff('silence'), patienceMs())
  }

  const body = new ReadableStream<Uint8Array>({
    start(own) {
      controller = own
      wait()
    },
    async pull() {
      try {
        const { done, value } = await reader.read()
        if (over) return
        if (done) return end(() => controller.close())
        wait()
        onBytes(value)
        controller.enqueue(value)
      } catch {
        breakOff('connection lost')
      }
    },
    cancel(reason) {
      end(() => void reader.cancel(reason).catch(() => {}))
    },
  })
  return { body, break: breakOff }
}
