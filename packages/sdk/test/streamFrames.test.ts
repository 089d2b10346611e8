import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../onchain/test/fuzzRuns.js'
import { arbitraryArrival, splitBytes } from './arbitraryBytes.js'
import { readFrames } from './readFrames.js'
import { pass, useFakeClock, waiting } from './watchOnFakeClock.js'

const watchOne = useFakeClock()

/** What a watch has heard: each balance by what it says, and each state. */
type Heard = { readonly balances: readonly unknown[]; readonly states: readonly string[] }

const full = '{"credits":[],"snapshotId":"e.1.0","said":"a"}'
/** Each is a rule of the standard: a stream with LF, and what of it is delivered. */
const cases: Record<string, [stream: string, said: readonly string[]]> = {
  'one event': [`data: ${full}\n\n`, ['a']],
  'two events': [`data: ${full}\n\ndata: {"credits":[],"said":"b"}\n\n`, ['a', 'b']],
  'no space after the colon': [`data:${full}\n\n`, ['a']],
  'two spaces, of which one belongs to the value': [`data:  ${full}\n\n`, ['a']],
  'a tab is no space': [`data:\t${full}\n\n`, ['a']],
  'a space before the colon makes another field': [`data : ${full}\n\n`, []],
  'a space before the name makes another field': [` data: ${full}\n\n`, []],
  'names are told apart by case': [`Data: ${full}\nDATA: ${full}\n\n`, []],
  'a longer name is another field': [`datas: ${full}\n\n`, []],
  'a line without a colon is a name': [`data\n\ndata: ${full}\n\n`, ['a']],
  'a line that is only the data': [`${full}\n\n`, []],
  'several data lines are one, with line feeds between': [`data: {"credits":[],\ndata: "said":"a"\ndata: }\n\n`, ['a']],
  'empty data lines are lines too': [`data\ndata:\ndata: ${full}\ndata: \ndata\n\n`, ['a']],
  'data lines apart, with other fields between': [`data: {"credits":[],\nid: 1\n: c\ndata: "said":"a"}\n\n`, ['a']],
  'a line feed within a string is not what was said': [`data: {"credits":[],"said":"a\ndata: b"}\n\n`, []],
  'an empty line and nothing else': ['\n\n\n\n', []],
  'many empty lines between events': [`\n\n\ndata: ${full}\n\n\n\n\ndata: {"credits":[],"said":"b"}\n\n`, ['a', 'b']],
  'an empty data event': ['data\n\ndata:\n\ndata: \n\n', []],
  'without an empty line behind it it is not dispatched': [`data: ${full}\n`, []],
  'a line that is not whole is not a line': [`data: ${full}`, []],
  'an event that is not whole is discarded': [`data: ${full}\n\ndata: {"credits":[],"said":"b"}\n`, ['a']],
  'a comment': [`: comment\n\ndata: ${full}\n\n`, ['a']],
  'a comment within an event': [`data: {"credits":[],\n:\n: x\n::\ndata: "said":"a"}\n\n`, ['a']],
  'a comment that looks like a field': [`:data: {"credits":[],"said":"x"}\ndata: ${full}\n\n`, ['a']],
  'an unknown field': [`unknown: x\nunknown\ndata: ${full}\nother:\n\n`, ['a']],
  'a type that is message': [`event: message\ndata: ${full}\n\n`, ['a']],
  'an empty type is message': [`event\ndata: ${full}\n\nevent:\ndata: {"credits":[],"said":"b"}\n\n`, ['a', 'b']],
  'another type': [`event: other\ndata: ${full}\n\n`, []],
  'the last type counts': [`event: other\nevent: message\ndata: ${full}\nevent: \n\n`, ['a']],
  'a type behind the data': [`data: ${full}\nevent: other\n\n`, []],
  'a type is for one event': [`event: other\ndata: x\n\ndata: ${full}\n\n`, ['a']],
  'a type without data is forgotten': [`event: other\n\ndata: ${full}\n\n`, ['a']],
  'a type with a space too many is another type': [`event:  message\ndata: ${full}\n\n`, []],
  'types are told apart by case': [`event: Message\ndata: ${full}\n\n`, []],
  'names of the EventSource itself': [`event: open\ndata: x\n\nevent: error\ndata: x\n\ndata: ${full}\n\n`, ['a']],
  'an id': [`id: e.1.0\ndata: ${full}\n\n`, ['a']],
  'an id with NULL, one that is empty, one without a colon': [`id: a\0b\nid:\nid\ndata: ${full}\n\n`, ['a']],
  'an id without data': [`id: e.9.0\n\ndata: ${full}\n\n`, ['a']],
  'a retry within an event': [`retry: 1\ndata: ${full}\nretry: 2\n\n`, ['a']],
  'a colon in the value': [`data: {"credits":[],"said":"a: b:"}\n\n`, ['a: b:']],
  'a byte order mark at the start': [`\ufeffdata: ${full}\n\n`, ['a']],
  'a second byte order mark belongs to the name': [`\ufeff\ufeffdata: ${full}\n\n`, []],
  'a byte order mark later belongs to the name': [`data: ${full}\n\n\ufeffdata: {"credits":[],"said":"b"}\n\n`, ['a']],
  'a byte order mark in the value': [`data: {"credits":[],"said":"\ufeff"}\n\n`, ['\ufeff']],
  'characters of many bytes': [`data: {"credits":[],"said":"ü€🎈漢"}\n\n`, ['ü€🎈漢']],
  'what ends a line elsewhere does not here': [
    `data: {"credits":[],"said":"\u0085\u2028\u2029"}\n\n`,
    ['\u0085\u2028\u2029'],
  ],
  'an escaped line break': [`data: {"credits":[],"said":"\\r\\n"}\n\n`, ['\r\n']],
  'a field of an object that every object has': [`__proto__: x\nconstructor\ndata: ${full}\n\n`, ['a']],
  'a long line': [`data: {"credits":[],"said":"${'x'.repeat(5_000)}"}\n\n`, ['x'.repeat(5_000)]],
}
const ends = { LF: '\n', CR: '\r', CRLF: '\r\n' }
const sizes = { 'single bytes': 1, pairs: 2, threes: 3, 'one piece': 1_000_000 }

describe('H-1: what watchCredits delivers is what the standard says', () => {
  let delivered = 0
  afterAll(() => {
    const rules = Object.keys(cases).length
    const arrivals = fuzzRuns(500)
    console.log(
      `H-1: ${rules} rules × 3 line ends × 4 sizes, ${arrivals} random arrivals, ${delivered} balances as said`,
    )
  })

  describe.each(Object.keys(ends) as (keyof typeof ends)[])('with %s', (end) => {
    test.each(Object.entries(cases))('behavior: %s', async (_, [stream, said]) => {
      const bytes = new TextEncoder().encode(stream.replaceAll('\n', ends[end]))
      expect(modelOf(bytes).balances.map(whatItSays)).toEqual(said)
      for (const size of Object.values(sizes)) {
        const { network, balances, watch } = await watchOne()
        network.latest.send(...splitBytes(bytes, [size]))
        await pass(0)
        expect(balances.map(whatItSays)).toEqual(said)
        watch.close()
      }
    })
  })

  test('property: any stream, in any pieces, at every moment', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryArrival, async ({ bytes, parts }) => {
        const { network, balances, states, names, watch } = await watchOne()
        network.latest.send()
        let arrived = 0
        for (const part of parts) {
          network.latest.send(part)
          arrived += part.length
          // As long as there are few, each is looked at: what has come is delivered, not only when more comes.
          if (parts.length > 40 && arrived < bytes.length) continue
          await pass(0)
          expect<Heard>({ balances, states: names() }).toEqual(modelOf(bytes.subarray(0, arrived)))
        }
        network.latest.end()
        await pass(0)
        expect(balances).toEqual(modelOf(bytes).balances)
        const { retryMs } = readFrames(bytes)
        expect(waiting(states).at(-1)?.delayMs).toBe(retryMs ?? 3_000)
        await pass(retryMs ?? 3_000)
        expect(network.visits).toHaveLength(2)
        const held = balances.at(-1)?.snapshotId
        if (held !== undefined)
          expect(network.latest.headers.get('Last-Event-ID')).toBe(held.includes('\ufffd') ? null : held)
        delivered += balances.length
        watch.close()
        await pass(0)
      }),
      { numRuns: fuzzRuns(500) },
    )
    expect(delivered).toBeGreaterThan(fuzzRuns(1_000))
  })
})

const whatItSays = (balance: unknown) => (balance as { said?: string }).said

/** What the standard and the SDK's own order make of these bytes. */
function modelOf(bytes: Uint8Array): Heard {
  const balances: unknown[] = []
  const states: string[] = []
  let held: string | undefined
  let checkedAt: unknown = null
  for (const { type, data } of readFrames(bytes).events) {
    const value = parse(data)
    if (type === 'heartbeat') {
      const state = value?.['checkedAt'] !== undefined && value['checkedAt'] === checkedAt ? 'stale' : 'live'
      checkedAt = value?.['checkedAt'] ?? null
      if (states.at(-1) !== state) states.push(state)
    }
    if (type !== 'message' || !Array.isArray(value?.['credits'])) continue
    const id = value['snapshotId'] as string | undefined
    if (held !== undefined && id !== undefined && (id === held || isOlder(id, held))) continue
    held = id
    balances.push(value)
  }
  return { balances, states }
}

/** Whether both have the form of ours and one epoch; the versions have one digit, so that text orders them. */
function isOlder(id: string, held: string): boolean {
  const form = /^[abc]\.\d\.0$/
  return form.test(id) && form.test(held) && id[0] === held[0] && id < held
}

function parse(data: string): Record<string, unknown> | null {
  try {
    return JSON.parse(data)
  } catch {
    return null
  }
}
