import { createParser } from 'eventsource-parser'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../../../../packages/onchain/test/fuzzRuns.js'
import { createEventReader } from './createEventReader.js'

const field = fc.constantFrom(
  'event: heartbeat',
  'event:x',
  'id: e.1.0',
  'data: {"a":1}',
  'data',
  ': comment',
  'retry: 5',
  '',
)
const text = fc.array(fc.tuple(field, fc.constantFrom('\n', '\r\n'))).map((lines) => lines.flat().join(''))

describe('createEventReader', () => {
  test('behavior: whatever is sent, in whatever parts, is read as the standard says', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat({ max: 5 }), { minLength: 1 }), (sent, sizes) => {
        const seen: object[] = []
        const expected: object[] = []
        const read = createEventReader(({ name, data }) => seen.push({ name, data }))
        const parser = createParser({
          onEvent: ({ event = 'message', data }) => expected.push({ name: event, data }),
        })
        for (let from = 0, n = 0; from < sent.length; n++) {
          const part = sent.slice(from, from + 1 + (sizes[n % sizes.length] ?? 0))
          read(part)
          from += part.length
        }
        parser.feed(sent)
        expect(seen).toEqual(expected)
      }),
      { numRuns: fuzzRuns(500) },
    )
  })
})
