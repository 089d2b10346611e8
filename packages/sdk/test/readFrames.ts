/** An event as the standard dispatches it. */
export type Frame = { readonly type: string; readonly data: string; readonly lastEventId: string }

/** What a stream has said so far. */
export type Frames = { readonly events: readonly Frame[]; readonly retryMs: number | null }

/**
 * Reads the bytes of a stream, or its first ones, by the letter of the standard and with no thought of speed.
 *
 * **Source:** https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function readFrames(bytes: Uint8Array): Frames {
  // [spec] "Streams must be decoded using the UTF-8 decode algorithm", which strips one leading byte order mark.
  const text = new TextDecoder().decode(bytes, { stream: true })
  const events: Frame[] = []
  let retryMs: number | null = null
  let [data, type, lastEventId] = ['', '', '']

  // [spec] "Lines must be separated by either a CRLF, a single LF, or a single CR character"; what is behind the last one is
  // discarded.
  for (const line of text.split(/\r\n|\n|\r/).slice(0, -1)) {
    if (line === '') {
      dispatch()
      continue
    }
    // [spec] "If the line starts with a U+003A COLON character (:) Ignore the line."
    if (line.startsWith(':')) continue
    const colon = line.indexOf(':')
    // [spec] "If value starts with a U+0020 SPACE character, remove it from value."
    if (colon === -1) processField(line, '')
    else processField(line.slice(0, colon), line.slice(colon + 1).replace(/^ /, ''))
  }
  return { events, retryMs }

  function processField(name: string, value: string): void {
    if (name === 'event') type = value
    else if (name === 'data') data += `${value}\n`
    // [spec] "If the field value does not contain U+0000 NULL"
    else if (name === 'id' && !value.includes('\0')) lastEventId = value
    // [spec] "If the field value consists of only ASCII digits"
    else if (name === 'retry' && /^[0-9]+$/.test(value)) retryMs = Number(value)
  }
  function dispatch(): void {
    // [spec] "If the data buffer is an empty string, set the data buffer and the event type buffer to the empty string and
    // return. If the data buffer's last character is a U+000A LINE FEED (LF) character, then remove the last character".
    if (data !== '') events.push({ type: type || 'message', data: data.slice(0, -1), lastEventId })
    data = ''
    type = ''
  }
}
