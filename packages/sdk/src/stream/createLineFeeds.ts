const [lineFeed, carriageReturn] = [10, 13]

/**
 * Creates a reader of a stream's bytes that ends each line in LF. [spec] LF, CRLF and CR end a line alike. [V] eventsource
 * holds back a CR that comes last until more comes, and so an event; at the end of the stream it is lost.
 */
export function createLineFeeds(): (bytes: Uint8Array) => Uint8Array {
  let wasReturn = false
  return (bytes) => {
    if (!wasReturn && !bytes.includes(carriageReturn)) return bytes
    const lines = bytes.map((byte) => (byte === carriageReturn ? lineFeed : byte))
    return lines.filter((_, n) => {
      const isSecond = wasReturn && bytes[n] === lineFeed
      wasReturn = bytes[n] === carriageReturn
      return !isSecond
    })
  }
}
