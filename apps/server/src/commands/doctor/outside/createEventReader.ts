import type { HeartbeatEvent } from '@credits-server/contract'

/** An event as it came. */
export type SeenEvent = {
  /** `message` for a balance, as in every client. */
  readonly name: string
  readonly id: string | null
  readonly data: string
  /** performance.now() at which it was complete. */
  readonly atMs: number
}

/**
 * Creates a reader of `text/event-stream` that is fed text as it comes.
 *
 * **Source:** HTML standard, 9.2.6, but for lines that end in a bare CR, which no server of ours writes.
 */
export function createEventReader(onEvent: (event: SeenEvent) => void): (text: string) => void {
  let rest = ''
  let name = ''
  let id: string | null = null
  let data: string[] = []

  function take(line: string): void {
    if (line === '') {
      if (data.length > 0) onEvent({ name: name || 'message', id, data: data.join('\n'), atMs: performance.now() })
      name = ''
      id = null
      data = []
      return
    }
    const [, field, value = ''] = /^([^:]*)(?::\x20?(.*))?$/.exec(line) ?? []
    if (field === 'event') name = value
    if (field === 'id') id = value
    if (field === 'data') data.push(value)
  }
  return (text) => {
    const lines = (rest + text).split(/\r?\n/)
    rest = lines.pop() ?? ''
    for (const line of lines) take(line)
  }
}

/** Returns the heartbeats among some events, each with when it came. */
export function heartbeatsOf(events: readonly SeenEvent[]): (HeartbeatEvent & Pick<SeenEvent, 'atMs'>)[] {
  return events.filter(({ name }) => name === 'heartbeat').map(({ data, atMs }) => ({ ...JSON.parse(data), atMs }))
}
