import fc from 'fast-check'

/** The bytes of a stream, and the parts in which they come. */
export type Arrival = { readonly bytes: Uint8Array; readonly parts: readonly Uint8Array[] }

const ends = ['\n', '\r', '\r\n'] as const

/** Of text that a user could have chosen: what ends a line for others, what takes many bytes, what looks like a field. */
const text = fc.string({
  unit: fc.constantFrom('a', ' ', ':', 'ü', '€', '🎈', '\u2028', '\u0085', '\ufeff', 'data: ', '\\n', '\\r'),
  maxLength: 6,
})

/** A balance on one line or several, for line breaks are white space in JSON; mostly whole. */
const balance = fc
  .record({
    epoch: fc.constantFrom('a', 'b', 'c'),
    version: fc.nat(9),
    said: text,
    cuts: fc.integer({ min: 0, max: 3 }),
    space: fc.constantFrom('', ' '),
    isWhole: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
  })
  .map(({ epoch, version, said, cuts, space, isWhole }) => {
    const parts = ['{"credits":[],', `"snapshotId":"${epoch}.${version}.0",`, `"said":"${said}"`, '}']
    const lines = [...parts.slice(0, cuts), parts.slice(cuts).join('')].map((line) => `data:${space}${line}`)
    return isWhole ? [...lines, ''] : lines
  })

const noise = fc.constantFrom(
  ':',
  ': comment',
  ':data: {"credits":[]}',
  'data',
  'data:',
  'data: ',
  'data: not json',
  'data: {"credits":5}',
  ' data: {"credits":[]}',
  'data : {"credits":[]}',
  'Data: {"credits":[]}',
  'datas: {"credits":[]}',
  '\ufeffdata: {"credits":[]}',
  'event',
  'event:',
  'event: ',
  'event: message',
  'event:message',
  'event: heartbeat',
  'event:  heartbeat',
  'event: of the future',
  'Event: heartbeat',
  'id: x',
  'id',
  'id: a\0b',
  'id:e.5.0',
  'retry: 100',
  'retry:250',
  'retry',
  'retry: ',
  'retry: 1e3',
  'retry:  7',
  'retry: 12x',
  'unknown: field',
  'unknown',
  '{"credits":[]}',
)
const heartbeat = fc.nat(3).map((n) => ['event: heartbeat', `data: {"intervalMs":15000,"checkedAt":"${n}"}`, ''])
const lines = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: balance },
    { weight: 3, arbitrary: fc.constant(['']) },
    { weight: 2, arbitrary: heartbeat },
    { weight: 2, arbitrary: noise.map((line) => [line]) },
  ),
  { maxLength: 24, size: 'max' },
)

/** Any stream with any line ends, cut anywhere into parts, also between the bytes of one character, and perhaps not whole. */
export const arbitraryArrival: fc.Arbitrary<Arrival> = fc
  .record({
    lines,
    ends: fc.oneof(
      fc.constantFrom(...ends).map((end) => [end]),
      fc.array(fc.constantFrom(...ends), { minLength: 1 }),
    ),
    hasMark: fc.boolean(),
    isWhole: fc.boolean(),
    broken: fc.option(fc.nat(), { freq: 4 }),
    sizes: fc.oneof(
      fc.constantFrom([1], [2], [3], [1_000_000]),
      fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 12 }),
    ),
  })
  .map(({ lines, ends, hasMark, isWhole, broken, sizes }) => {
    const all = lines.flat().map((line, n) => line + ends[n % ends.length])
    const text = (hasMark ? '\ufeff' : '') + all.join('') + (isWhole ? '' : 'data: {"credits":[')
    const bytes = new TextEncoder().encode(text)
    // A byte that is no UTF-8.
    if (broken !== null && bytes.length > 0) bytes[broken % bytes.length] = 0xff
    return { bytes, parts: splitBytes(bytes, sizes) }
  })

/** Cuts bytes into parts of these sizes, over and over. */
export function splitBytes(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const parts: Uint8Array[] = []
  const step = sizes.some((size) => size > 0) ? sizes : [1]
  for (let from = 0, n = 0; from < bytes.length; n++) {
    const size = step[n % step.length] ?? 1
    parts.push(bytes.slice(from, from + size))
    from += size
  }
  return parts
}
