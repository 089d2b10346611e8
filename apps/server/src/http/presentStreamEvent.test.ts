import { createParser, type EventSourceMessage } from 'eventsource-parser'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import { UserFlaggedError } from '../errors/UserFlaggedError.js'
import { presentStreamEvent } from './presentStreamEvent.js'

/** What a text would have to hold to become a line, a field or an event of its own. */
const forging = fc.constantFrom(
  '\n',
  '\r',
  '\r\n',
  '\n\n',
  '\u2028',
  '\u2029',
  '\u0085',
  '\u0000',
  '\ufeff',
  'id: 1',
  'data:',
  'event: message',
  'retry: 1',
  ':',
)
const text = fc
  .array(fc.oneof(forging, fc.string({ unit: 'binary', maxLength: 5 }), fc.string({ unit: 'grapheme' })))
  .map((parts) => parts.join(''))

function parse(bytes: string): EventSourceMessage[] {
  const events: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (event) => void events.push(event) })
  parser.feed(bytes)
  return events
}

describe('presentStreamEvent', () => {
  test('D10: no text of a user forges a field, a line or an event, for a parser that is not ours', () => {
    fc.assert(
      fc.property(text, (reason) => {
        const error = new UserFlaggedError(reason)
        const frame = presentStreamEvent({ kind: 'flagged', error }, { heartbeatMs: 1, requestId: 'r' })
        // What goes over the wire, lone surrogates and all.
        const events = parse(frame.bytes.toString())
        expect(events).toHaveLength(1)
        expect(events[0]).toMatchObject({ event: 'flagged', id: undefined })
        expect(JSON.parse(events[0]?.data ?? '').reason.message).toBe(Buffer.from(reason).toString())
        expect(frame.bytes.toString().split('\n')).toHaveLength(4)
      }),
      { numRuns: fuzzRuns(500) },
    )
  })
})
