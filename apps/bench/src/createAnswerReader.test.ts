import { describe, expect, it } from 'vitest'
import { createAnswerReader, statusOf } from './createAnswerReader.js'

const head = 'HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Length: 12'
const answer = `${head}\r\n\r\n{"credits":1`
const unchanged = 'HTTP/1.1 304 Not Modified\r\nETag: "1"'

function readAll(pieces: readonly string[]): string[] {
  const heads: string[] = []
  const read = createAnswerReader((head) => heads.push(head))
  for (const piece of pieces) read(Buffer.from(piece))
  return heads
}

describe('createAnswerReader', () => {
  it('hands on the head once, wherever the answer is cut', () => {
    for (let cut = 1; cut < answer.length; cut++) {
      expect(readAll([answer.slice(0, cut), answer.slice(cut)]), `cut at ${cut}`).toEqual([head])
    }
    expect(readAll([...answer])).toEqual([head])
  })

  it('hands on nothing before the last byte', () => {
    expect(readAll([answer.slice(0, -1)])).toEqual([])
  })

  it('reads one answer after another, and a 304 without a body', () => {
    const heads = readAll([answer, `${unchanged}\r\n\r\n`, answer])
    expect(heads.map(statusOf)).toEqual([200, 304, 200])
  })

  it('takes no body from a 304 that says how long the answer would be', () => {
    expect(readAll([`${unchanged}\r\nContent-Length: 12\r\n\r\n`])).toHaveLength(1)
  })

  it('refuses bytes that belong to no answer, and a body of unknown length', () => {
    expect(() => readAll([`${answer}more`])).toThrow('more came')
    expect(() => readAll(['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'])).toThrow('no length')
  })
})
