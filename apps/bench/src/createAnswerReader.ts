/**
 * Reads HTTP/1.1 answers that come one at a time and in pieces, and hands on the head of each when its last byte is there. It
 * looks at no body: whoever measures a server is not to be busier than the server.
 *
 * **Errors:** throws for a body without Content-Length, and for bytes that belong to no answer.
 */
export function createAnswerReader(onAnswer: (head: string) => void): (bytes: Buffer) => void {
  let started = ''
  let head: string | null = null
  let left = 0
  return function read(bytes) {
    if (head === null) {
      const text = started + bytes.toString('latin1')
      const end = text.indexOf('\r\n\r\n')
      started = end < 0 ? text : ''
      if (end < 0) return
      head = text.slice(0, end)
      left = bodyBytes(head) - (text.length - end - 4)
    } else {
      left -= bytes.length
    }
    if (left > 0) return
    if (left < 0) throw new Error(`more came than the answer has:\n${head}`)
    const whole = head
    head = null
    onAnswer(whole)
  }
}

/** Returns the status of an answer. */
export function statusOf(head: string): number {
  return Number(head.slice(9, 12))
}

function bodyBytes(head: string): number {
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(head) ?? []
  if (length !== undefined && statusOf(head) !== 304) return Number(length)
  if (/^HTTP\/1\.1 (304|204)/.test(head)) return 0
  throw new Error(`an answer says no length:\n${head}`)
}
