import { createLineFeeds } from './createLineFeeds.js'

/** What is read of a stream's bytes, and how it is ended. */
export type WatchedBody = {
  readonly body: ReadableStream<Uint8Array>
  /** Waits for its bytes anew. */
  wait(): void
  /** Breaks it off, as a network would. */
  break(reason: string): void
}

type Watching = {
  /** How long the bytes may stay away, asked each time they come. */
  readonly patienceMs: () => number
  readonly onEnd: (how: string) => void
  /** Its lines end in LF, as those of `body` do. */
  readonly onBytes: (bytes: Uint8Array) => void
}

/**
 * Passes on the bytes of a stream and breaks it off when none has come for too long: a connection that died without a word
 * looks like a quiet one.
 */
export function watchBody(source: ReadableStream<Uint8Array>, { patienceMs, onEnd, onBytes }: Watching): WatchedBody {
  const reader = source.getReader()
  const endInLineFeeds = createLineFeeds()
  let timer: ReturnType<typeof setTimeout>
  let over = false
  let controller: ReadableStreamDefaultController<Uint8Array>

  function end(how: string, close: () => void): void {
    if (over) return
    over = true
    clearTimeout(timer)
    close()
    onEnd(how)
  }
  function breakOff(how: string): void {
    end(how, () => {
      // [V] An error named AbortError would be swallowed by eventsource, which then never reconnects.
      controller.error(new Error(how))
      void reader.cancel().catch(() => {})
    })
  }
  function wait(): void {
    clearTimeout(timer)
    if (!over) timer = setTimeout(() => breakOff('silence'), patienceMs())
  }

  const body = new ReadableStream<Uint8Array>({
    start(own) {
      controller = own
      wait()
    },
    async pull() {
      try {
        const { done, value } = await reader.read()
        if (done) return end(lost, () => controller.close())
        wait()
        const bytes = endInLineFeeds(value)
        onBytes(bytes)
        controller.enqueue(bytes)
      } catch {
        // The network failed; or it was over already, and nobody takes these bytes any more.
        breakOff(lost)
      }
    },
    cancel(reason) {
      end(lost, () => void reader.cancel(reason).catch(() => {}))
    },
  })
  return { body, wait, break: breakOff }
}

const lost = 'connection lost'
