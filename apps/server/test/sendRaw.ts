import { connect } from 'node:net'

/** An answer as it came over the wire. */
export type RawAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Everything, as it came. */
  readonly text: string
}

/**
 * Sends bytes no HTTP client would send and returns the first answer; it waits until the server closes, or `untilMs` has
 * passed. Lines are given without their CRLF.
 */
export async function sendRaw(url: string, request: string | readonly string[], untilMs = 5_000): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  const bytes = typeof request === 'string' ? request : `${request.join('\r\n')}\r\n\r\n`
  const text = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    const parts: Buffer[] = []
    const end = () => {
      socket.destroy()
      resolve(Buffer.concat(parts).toString('utf8'))
    }
    const timer = setTimeout(end, untilMs)
    socket.on('data', (part: Buffer) => parts.push(part))
    socket.on('close', () => {
      clearTimeout(timer)
      end()
    })
    socket.on('error', reject)
    socket.write(Buffer.from(bytes, 'latin1'))
  })
  return parseAnswer(text)
}

function parseAnswer(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const [statusLine = '', ...lines] = head.split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(':')
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()]
    }),
  )
  return { status: Number(statusLine.split(' ')[1]), headers, body: rest.join('\r\n\r\n'), text }
}
