/**
 * Creates a reader of a stream's bytes that tells what the server has last said of the wait before the next connection, null
 * if nothing; eventsource keeps it to itself. Lines end in LF and may come in any pieces.
 */
export function createRetryReader(): (bytes: Uint8Array) => number | null {
  const decoder = new TextDecoder()
  let line = ''
  let retryMs: number | null = null
  return (bytes) => {
    const lines = (line + decoder.decode(bytes, { stream: true })).split('\n')
    for (const each of lines.slice(0, -1)) {
      const [, ms] = /^retry: ?(\d+)$/.exec(each) ?? []
      if (ms !== undefined) retryMs = Number(ms)
    }
    // One that is longer says something else.
    line = (lines.at(-1) ?? '').slice(0, 64)
    return retryMs
  }
}
